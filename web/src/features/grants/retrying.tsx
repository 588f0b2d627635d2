import type { Lease } from '../../api/types';
import { RelativeTime } from '../../ui/relative-time';
import { useFollowingNow } from '../../ui/use-now';
import { howOften } from '../../ui/words';

/** How often the end was tried, when it is tried next, and what the target said last. */
export function Retrying({ lease }: { readonly lease: Lease }) {
  const { attempts, nextAttemptAt, lastError } = lease;
  const later = useFollowingNow((now) => nextAttemptAt !== null && new Date(nextAttemptAt) > now);
  return (
    <>
      Tried {howOften(attempts)}, next try{' '}
      {later && nextAttemptAt !== null ? <RelativeTime at={nextAttemptAt} /> : 'now'}.
      {lastError !== null && <> Last answer: {lastError}</>}
    </>
  );
}
