import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import type { StoryItem } from '../api/types';
import { Proof } from './proof';
import { RelativeTime } from './relative-time';
import classes from './story.module.css';
import { stepLook } from './story-look';

interface StoryProps {
  readonly items: readonly StoryItem[];
  /** What happens next, where something still does. */
  readonly next?: ReactNode;
  /** Only who may read the audit trail gets the way into it. */
  readonly mayReadAudit: boolean;
}

/** The time line of one request, oldest first, ending with what is still to come. */
export function Story({ items, next, mayReadAudit }: StoryProps) {
  return (
    <ol className={classes.story}>
      {items.map((item) => (
        <Step key={item.eventId} item={item} mayReadAudit={mayReadAudit} />
      ))}
      {next !== undefined && (
        <li className={classes.step} data-tone="next">
          <span className={classes.dot} aria-hidden />
          <div className={classes.words}>
            <div>{next}</div>
          </div>
        </li>
      )}
    </ol>
  );
}

function Step({ item, mayReadAudit }: { readonly item: StoryItem; readonly mayReadAudit: boolean }) {
  const { icon: StepIcon, tone } = stepLook(item.kind);
  return (
    <li className={classes.step} data-tone={tone}>
      <span className={classes.dot} aria-hidden>
        <StepIcon size={14} stroke={2} />
      </span>
      <div className={classes.words}>
        <div>{item.sentence}</div>
        <div className={classes.meta}>
          <RelativeTime at={item.at} capitalised />
          {mayReadAudit && <EventLink id={item.eventId} />}
        </div>
        {item.proof && <Proof proof={item.proof} />}
      </div>
    </li>
  );
}

const EventLink = ({ id }: { readonly id: string }) => (
  <Link to="/audit" search={{ event: id }} className="no-print">
    Audit event
  </Link>
);
