import type { Grant, Lease } from '../../api/types';
import { ClockTime } from '../../ui/clock-time';
import { Proof } from '../../ui/proof';
import { StateBadge } from '../../ui/state-badge';
import { howOften } from '../../ui/words';
import classes from './lease-list.module.css';
import { Retrying } from './retrying';

/** Each log-in that was made at a target, and how its end stands. */
export function LeaseList({ grant }: { readonly grant: Grant }) {
  const { leases } = grant;
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
          <OwnEnd lease={lease} grant={grant} />
          {lease.proof && <Proof proof={lease.proof} />}
          {lease.state === 'unconfirmed' && (
            <div className={classes.retrying}>
              <Retrying lease={lease} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A log-in that an extension has not reached: for a moment, or for good. */
function OwnEnd({ lease, grant }: { readonly lease: Lease; readonly grant: Grant }) {
  if (lease.state !== 'live' || grant.expiresAt === null || lease.expiresAt >= grant.expiresAt) return null;
  if (lease.extendTo !== null) {
    return (
      <div className={classes.detail}>
        Being extended at the target
        {lease.lastError === null ? '.' : `. Tried ${howOften(lease.attempts)}: ${lease.lastError}`} Until it
        is, its end stays <ClockTime at={lease.expiresAt} />.
      </div>
    );
  }
  return (
    <div className={classes.detail}>
      This log-in carries its own end, <ClockTime at={lease.expiresAt} />. For the time that was added, take a
      new one.
    </div>
  );
}
