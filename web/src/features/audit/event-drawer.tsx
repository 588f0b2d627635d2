import { Button, Drawer } from '@mantine/core';
import { useAuditEvent } from '../../api/queries/audit';
import type { AuditEventDetail } from '../../api/types';
import { CopyButton } from '../../ui/copy-button';
import { Fact, Facts } from '../../ui/facts';
import { ProblemMessage } from '../../ui/problem-message';
import { StateBadge } from '../../ui/state-badge';
import { TextBox } from '../../ui/text-box';
import { Reading } from '../../ui/reading';
import { exactTime } from '../../ui/words';
import type { AuditSearch } from './audit-search';
import classes from './event-drawer.module.css';
import { EventValues } from './event-values';
import { InclusionCheck } from './inclusion-check';
import { prettyBody } from './pretty-body';

interface EventDrawerProps {
  readonly id: string | undefined;
  readonly onClose: () => void;
  readonly onNarrow: (search: AuditSearch) => void;
}

/** One event beside the list: the words, the exact bytes that were sealed, and the proof that they were. */
export function EventDrawer({ id, onClose, onNarrow }: EventDrawerProps) {
  const { data: event, error, refetch } = useAuditEvent(id);
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size={560}
      title="Audit event"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!event && !error && <Reading lines={5} />}
      {event && <Event event={event} onNarrow={onNarrow} />}
    </Drawer>
  );
}

interface EventProps {
  readonly event: AuditEventDetail;
  readonly onNarrow: EventDrawerProps['onNarrow'];
}

function Event({ event, onNarrow }: EventProps) {
  const { actor, subject } = event;
  const { id: actorId } = actor;
  return (
    <div className={classes.event}>
      <p className={classes.sentence}>{event.sentence}</p>
      <Facts>
        <Fact name="When">{exactTime(new Date(event.at))}</Fact>
        <Fact name="By">
          {actor.name}{' '}
          {actorId !== null && (
            <Button size="compact-xs" variant="subtle" onClick={() => onNarrow({ actor: actorId })}>
              All by them
            </Button>
          )}
          {event.address !== null && <div className={classes.detail}>from {event.address}</div>}
        </Fact>
        <Fact name="About">
          {subject.name ?? subject.kind}{' '}
          <Button size="compact-xs" variant="subtle" onClick={() => onNarrow({ subject: subject.id })}>
            All about it
          </Button>
        </Fact>
        <Fact name="Type">
          <code>{event.type}</code>
        </Fact>
        <Fact name="Weight">
          <StateBadge kind="severity" state={event.severity} />
        </Fact>
      </Facts>
      <EventValues event={event} />
      <section aria-label="Proof">
        <h3 className={classes.heading}>In the sealed tree</h3>
        <InclusionCheck body={event.body} proof={event.proof} />
      </section>
      <section aria-label="Raw event">
        <div className={classes.bodyHead}>
          <h3 className={classes.heading}>Exactly what was sealed</h3>
          <CopyButton text={event.body} what="the exact bytes" />
        </div>
        <TextBox className={classes.body} aria-label="Raw event">
          {prettyBody(event.body)}
        </TextBox>
      </section>
    </div>
  );
}
