import type { Lease } from '../../api/types';
import { Proof } from '../../ui/proof';
import { RelativeTime } from '../../ui/relative-time';
import { StateBadge } from '../../ui/state-badge';
import { counted } from '../../ui/words';
import classes from './lease-list.module.css';

/** Each log-in that was made at a target, and how its end stands. */
export function LeaseList({ leases }: { readonly leases: readonly Lease[] }) {
  if (leases.length === 0) return null;
  return (
    <ul className={classes.leases} aria-label="Log-ins at the targets">
      {leases.map((lease) => (
        <li key={lease.id} className={classes.lease}>
          <div className={classes.head}>
            <span className={classes.where}>
              <code>{lease.targetName}</code> at {lease.system.name}
            </span>
            <StateBadge kind="lease" state={lease.state} />
          </div>
          {lease.proof !== null && <Proof proof={lease.proof} />}
          {lease.state === 'unconfirmed' && <Retrying lease={lease} />}
        </li>
      ))}
    </ul>
  );
}

const Retrying = ({ lease }: { readonly lease: Lease }) => (
  <div className={classes.retrying}>
    Tried {counted(lease.attempts, 'time')}
    {lease.nextAttemptAt !== null && (
      <>
        , next try <RelativeTime at={lease.nextAttemptAt} />
      </>
    )}
    .{lease.lastError !== null && <> Last answer: {lease.lastError}.</>}
  </div>
);
