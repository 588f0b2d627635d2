import type { AuditEvent } from '../../api/types';
import type { Column } from '../../ui/data-table/data-table';
import { RelativeTime } from '../../ui/relative-time';
import { StateBadge } from '../../ui/state-badge';
import { wholeNumber } from '../../ui/words';
import classes from './audit-columns.module.css';

export const AUDIT_COLUMNS: readonly Column<AuditEvent>[] = [
  {
    id: 'what',
    header: 'What happened',
    cell: (event) => (
      <span className={classes.first}>
        <span className={classes.sentence} title={event.sentence}>
          {event.sentence}
        </span>
        <span className={classes.onPhone}>
          {event.actor.name} · <RelativeTime at={event.at} inRow />
        </span>
      </span>
    ),
  },
  { id: 'who', header: 'By', width: '130px', from: 'tablet', cell: ({ actor }) => actor.name },
  {
    id: 'type',
    header: 'Type',
    width: '200px',
    // Where both have no room, the sentence says it better.
    from: 'wide',
    cell: ({ type }) => <code>{type}</code>,
  },
  {
    id: 'severity',
    header: 'Weight',
    width: '104px',
    from: 'tablet',
    cell: ({ severity }) => (severity === 'info' ? '' : <StateBadge kind="severity" state={severity} />),
  },
  {
    id: 'when',
    header: 'When',
    width: '124px',
    from: 'tablet',
    cell: ({ at }) => <RelativeTime at={at} inRow />,
  },
  {
    id: 'index',
    header: 'Index',
    width: '88px',
    from: 'desktop',
    cell: ({ seq }) => (seq === null ? 'unsealed' : wholeNumber(seq)),
  },
];
