import { useEffect } from 'react';
import { Link, useLocation } from '@tanstack/react-router';
import type { BreakGlass } from '../../api/types';
import { RelativeTime } from '../../ui/relative-time';
import { Row, RowDetail } from '../../ui/rows';
import { StateBadge } from '../../ui/state-badge';
import { durationWords } from '../../ui/words';
import classes from './break-glass.module.css';
import { ReviewButton } from './review-button';

/** One use: who, what, why, and what somebody else thought of it. */
export function UsedRow({ used }: { readonly used: BreakGlass }) {
  const { id, person, profile, requestId, reason, durationSeconds, openedAt, standing } = used;
  const isMeant = useLocation({ select: ({ hash }) => hash === id });
  // It is there only once it was read, which is too late for the browser's own jump.
  useEffect(() => {
    if (isMeant) document.getElementById(id)?.focus();
  }, [isMeant, id]);
  return (
    <Row
      id={id}
      name={
        <>
          <Link to="/requests/$id" params={{ id: requestId }}>
            {person.name}: {profile.name}
          </Link>
          <StateBadge kind="breakGlass" state={standing} />
        </>
      }
      action={used.may.review && <ReviewButton used={used} />}
    >
      <div className={classes.reason}>“{reason}”</div>
      <RowDetail>
        Taken <RelativeTime at={openedAt} />, for {durationWords(durationSeconds)}. <Standing used={used} />
      </RowDetail>
    </Row>
  );
}

function Standing({ used: { review, standing, reviewDueAt } }: { readonly used: BreakGlass }) {
  if (review) {
    return (
      <>
        {review.by.name} reviewed it <RelativeTime at={review.at} />: “{review.note}”
      </>
    );
  }
  if (standing === 'in-use') return 'It can be reviewed once it is over.';
  return (
    <>
      Its review {standing === 'overdue' ? 'was due' : 'is due'} <RelativeTime at={reviewDueAt} />.
    </>
  );
}
