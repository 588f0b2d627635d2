import type { ReactNode } from 'react';
import { IconShieldCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Lease } from '../../api/types';
import { EmptyState } from '../../ui/empty-state';
import { Notice } from '../../ui/notice';
import { Proof } from '../../ui/proof';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { StateBadge } from '../../ui/state-badge';
import { counted } from '../../ui/words';
import { Retrying } from '../grants/retrying';
import classes from './system-page.module.css';

interface LeasesProps {
  readonly leases: readonly Lease[];
}

/** A log-in by its name at the target; its story is behind the grant. */
const LeaseLine = ({ lease, children }: { readonly lease: Lease; readonly children?: ReactNode }) => (
  <div className={classes.leaseLine}>
    <span>
      <Link to="/grants/$id" params={{ id: lease.grantId }}>
        <code>{lease.targetName}</code>
      </Link>{' '}
      <span className={classes.detail}>{lease.entitlement.name}</span>
    </span>
    {children}
  </div>
);

/** Ended by us, not yet proved by the target: with its age, and when the next try is. */
export function UnconfirmedLeases({ leases }: LeasesProps) {
  if (leases.length === 0) return null;
  return (
    <Notice tone="warn" title={`${counted(leases.length, 'end is', 'ends are')} not proved yet`}>
      <ul className={classes.rows}>
        {leases.map((lease) => (
          <li key={lease.id}>
            <LeaseLine lease={lease} />
            <div className={classes.detail}>
              {lease.endAskedAt !== null && (
                <>
                  To be gone since <RelativeTime at={lease.endAskedAt} />.{' '}
                </>
              )}
              <Retrying lease={lease} />
            </div>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

export function LiveLeases({ leases }: LeasesProps) {
  if (leases.length === 0) return null;
  return (
    <Section title="Log-ins now" frame="list">
      <ul className={classes.rows}>
        {leases.map((lease) => (
          <li key={lease.id} className={classes.lease}>
            <LeaseLine lease={lease}>
              <span className={classes.standing}>
                <span className={classes.detail}>
                  ends <RelativeTime at={lease.expiresAt} />
                </span>
                <StateBadge kind="lease" state={lease.state} />
              </span>
            </LeaseLine>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export const RecentProofs = ({ leases }: LeasesProps) => (
  <Section title="Latest proofs" frame="list">
    {leases.length === 0 ? (
      <EmptyState icon={IconShieldCheck} title="No proofs yet">
        When a log-in has ended, what the target itself said about it stands here.
      </EmptyState>
    ) : (
      <ul className={classes.rows}>
        {leases.map((lease) => (
          <li key={lease.id} className={classes.lease}>
            <LeaseLine lease={lease} />
            {lease.proof && <Proof proof={lease.proof} />}
          </li>
        ))}
      </ul>
    )}
  </Section>
);
