import type { AccessRequest } from '../../api/types';
import type { Column } from '../../ui/data-table/data-table';
import { RelativeTime } from '../../ui/relative-time';
import { lengthShort, subjectWords } from './extension';
import { RequestBadge } from './request-badge';
import classes from './request-columns.module.css';

export const toRequest = ({ id }: AccessRequest) => ({ to: '/requests/$id', params: { id } }) as const;

type RequestColumn = Column<AccessRequest>;

const what: RequestColumn = {
  id: 'what',
  header: 'Asked for',
  width: '24%',
  cell: (request) => (
    <span className={classes.first}>
      <span className={classes.name}>{subjectWords(request)}</span>
      <span className={classes.onPhone}>
        <RequestBadge request={request} /> <RelativeTime at={request.createdAt} inRow />
      </span>
    </span>
  ),
};

const who: RequestColumn = {
  id: 'who',
  header: 'By',
  width: '13%',
  cell: ({ requester }) => requester.name,
};

const why: RequestColumn = {
  id: 'why',
  header: 'Why',
  from: 'tablet',
  cell: ({ justification }) => justification,
};

const howLong: RequestColumn = {
  id: 'how-long',
  header: 'For',
  width: '90px',
  from: 'desktop',
  cell: lengthShort,
};

const state: RequestColumn = {
  id: 'state',
  header: 'State',
  width: '150px',
  from: 'tablet',
  cell: (request) => <RequestBadge request={request} />,
};

const when: RequestColumn = {
  id: 'when',
  header: 'Asked',
  width: '130px',
  from: 'tablet',
  cell: ({ createdAt }) => <RelativeTime at={createdAt} inRow />,
};

export const OWN_REQUESTS: readonly RequestColumn[] = [what, why, howLong, state, when];
export const ALL_REQUESTS: readonly RequestColumn[] = [
  what,
  { ...who, from: 'tablet' },
  why,
  howLong,
  state,
  when,
];
/** On a phone an approver needs to see who asks, even before what. */
const whatAndWho: RequestColumn = {
  ...what,
  cell: (request) => (
    <span className={classes.first}>
      <span className={classes.name}>{subjectWords(request)}</span>
      <span className={classes.onPhone}>
        {request.state !== 'pending' && <RequestBadge request={request} />} {request.requester.name} ·{' '}
        <RelativeTime at={request.createdAt} inRow />
      </span>
    </span>
  ),
};

/** All of them wait: a column that says so would only take the room of the reasons. */
export const REQUESTS_TO_DECIDE: readonly RequestColumn[] = [
  whatAndWho,
  { ...who, from: 'tablet' },
  why,
  howLong,
  when,
];
export const DECIDED_REQUESTS: readonly RequestColumn[] = [
  whatAndWho,
  { ...who, from: 'tablet' },
  why,
  howLong,
  state,
  when,
];
