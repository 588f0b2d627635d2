import { IconShieldCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { SystemDetail } from '../../api/types';
import { EmptyState } from '../../ui/empty-state';
import { Notice } from '../../ui/notice';
import { Proof } from '../../ui/proof';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { counted } from '../../ui/words';
import classes from './system-page.module.css';

/** Ended by us, not yet proved by the target: with its age, and when the next try is. */
export function UnconfirmedLeases({ leases }: { readonly leases: SystemDetail['leases']['unconfirmed'] }) {
  if (leases.length === 0) return null;
  return (
    <Notice tone="warn" title={`${counted(leases.length, 'end is', 'ends are')} not proved yet`}>
      <ul className={classes.findings}>
        {leases.map((lease) => (
          <li key={lease.id}>
            <div>
              <Link to="/requests/$id" params={{ id: lease.requestId }}>
                Log-in of {lease.person.name}
              </Link>{' '}
              (<code>{lease.targetName}</code>)
            </div>
            <div className={classes.detail}>
              Should have been gone <RelativeTime at={lease.dueAt} />. Tried {counted(lease.attempts, 'time')}
              {lease.nextAttemptAt !== null && (
                <>
                  , next try <RelativeTime at={lease.nextAttemptAt} />
                </>
              )}
              .{lease.lastError !== null && <> Last answer: {lease.lastError}.</>}
            </div>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

export const RecentProofs = ({ proofs }: { readonly proofs: SystemDetail['recentProofs'] }) => (
  <Section title="Latest proofs" frame="list">
    {proofs.length === 0 ? (
      <EmptyState icon={IconShieldCheck} title="No proofs yet">
        When a log-in has ended, what the target itself said about it stands here.
      </EmptyState>
    ) : (
      <ul className={classes.findings}>
        {proofs.map(({ leaseId, requestId, person, proof }) => (
          <li key={leaseId} className={classes.lease}>
            <Link to="/requests/$id" params={{ id: requestId }}>
              Log-in of {person.name}
            </Link>
            <Proof proof={proof} />
          </li>
        ))}
      </ul>
    )}
  </Section>
);
