import type { SystemSummary } from '../../api/types';
import { StateBadge } from '../../ui/state-badge';

/** `2 live`, `1 unconfirmed`: in words, so that a table of systems can be scanned for trouble. */
export function LeaseCounts({ leases }: { readonly leases: SystemSummary['leases'] }) {
  const { live, ending, unconfirmed } = leases;
  if (live + ending + unconfirmed.length === 0) return <>none</>;
  return (
    <>
      {live > 0 && <StateBadge kind="lease" state="live" word={`${live} live`} />}{' '}
      {ending > 0 && <StateBadge kind="lease" state="ending" word={`${ending} ending`} />}{' '}
      {unconfirmed.length > 0 && (
        <StateBadge kind="lease" state="unconfirmed" word={`${unconfirmed.length} unconfirmed`} />
      )}
    </>
  );
}
