import { Link } from '@tanstack/react-router';
import type { BreakGlass } from '../../api/types';
import { RelativeTime } from '../../ui/relative-time';
import { durationWords } from '../../ui/words';
import classes from './break-glass.module.css';
import { ReviewButton } from './review-button';

/** One use: who, what, why, and what somebody else thought of it. */
export function UsedRow({ used }: { readonly used: BreakGlass }) {
  const { person, profile, requestId, reason, durationSeconds, openedAt } = used;
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <div>
          <Link to="/requests/$id" params={{ id: requestId }}>
            {person.name} · {profile.name}
          </Link>
          , <RelativeTime at={openedAt} />, for {durationWords(durationSeconds)}
        </div>
        <div className={classes.reason}>{reason}</div>
        <Standing used={used} />
      </div>
      {used.may.review && <ReviewButton used={used} />}
    </li>
  );
}

function Standing({ used: { review, inUse, overdue, reviewDueAt } }: { readonly used: BreakGlass }) {
  if (review) {
    return (
      <div className={classes.detail}>
        {review.by.name} found it {review.verdict === 'justified' ? 'justified' : 'not justified'},{' '}
        <RelativeTime at={review.at} />: {review.note}
      </div>
    );
  }
  if (inUse) return <div className={classes.detail}>In use. It can be reviewed once it is over.</div>;
  return (
    <div className={overdue ? classes.late : classes.detail}>
      {overdue ? 'Had to be reviewed ' : 'To be reviewed '}
      <RelativeTime at={reviewDueAt} />
    </div>
  );
}
