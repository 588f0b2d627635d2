import { useEffect } from 'react';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lastAnswer } from '../../api/client';
import { sessionQuery } from '../../api/queries/session';
import { clockSkew } from '../../api/server-clock';
import { useSessionOver } from '../../api/session-over';
import { Notice } from '../../ui/notice';
import { useNow } from '../../ui/use-now';
import { clockFace } from '../../ui/words';
import { nearDeadline } from './session-deadline';
import classes from './session-end.module.css';

const EVERY_SECOND_MS = 1_000;

/** Says early that the session is about to end, and lets the person stay. */
export function SessionEnd() {
  const { data: session, dataUpdatedAt, refetch } = useQuery(sessionQuery);
  const over = useSessionOver();
  const serverTime = useNow(EVERY_SECOND_MS).getTime();
  const skew = clockSkew();
  const readAt = dataUpdatedAt + skew;
  const deadline = nearDeadline({
    now: serverTime,
    lastAnswerAt: lastAnswer() + skew,
    idleWindowMs: session?.idleExpiresAt ? Date.parse(session.idleExpiresAt) - readAt : undefined,
    endsAt: session?.expiresAt ? Date.parse(session.expiresAt) : undefined,
  });
  const atTheEnd = deadline?.secondsLeft === 0;

  // Asking once it is over makes the form appear that lets the person go on.
  useEffect(() => {
    if (atTheEnd && !over) void refetch();
  }, [atTheEnd, over, refetch]);

  if (deadline === undefined || over || atTheEnd) return null;
  const left = clockFace(deadline.secondsLeft);
  return (
    <div className={classes.corner}>
      {deadline.kind === 'idle' ? (
        <Notice
          tone="warn"
          role="status"
          title={`You will be signed out in ${left}`}
          actions={
            <Button size="xs" variant="filled" onClick={() => void refetch()}>
              Stay signed in
            </Button>
          }
        >
          Nothing has happened here for a while.
        </Notice>
      ) : (
        <Notice tone="warn" role="status" title={`Your session ends in ${left}`}>
          You can sign in again then; this page stays.
        </Notice>
      )}
    </div>
  );
}
