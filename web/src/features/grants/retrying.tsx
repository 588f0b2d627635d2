import type { Lease } from '../../api/types';
import { RelativeTime } from '../../ui/relative-time';
import { counted } from '../../ui/words';

/** How often the end was tried, when it is tried next, and what the target said last. */
export const Retrying = ({ lease }: { readonly lease: Lease }) => (
  <>
    Tried {counted(lease.attempts, 'time')}
    {lease.nextAttemptAt !== null && (
      <>
        , next try <RelativeTime at={lease.nextAttemptAt} />
      </>
    )}
    .{lease.lastError !== null && <> Last answer: {lease.lastError}</>}
  </>
);
