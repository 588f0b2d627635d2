import type { Lease } from '../../api/types';
import { Proof } from '../../ui/proof';
import { StateBadge } from '../../ui/state-badge';
import classes from './lease-list.module.css';
import { Retrying } from './retrying';

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
