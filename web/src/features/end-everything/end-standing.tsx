import type { BulkRevocationSummary } from '../../api/types';
import { StateBadge } from '../../ui/state-badge';

/** How an ending stands as a whole, by what the targets have said. */
export function EndStanding({ bulk }: { readonly bulk: BulkRevocationSummary }) {
  if (bulk.logIns.unconfirmed > 0)
    return <StateBadge kind="lease" state="unconfirmed" word={`${bulk.logIns.unconfirmed} unconfirmed`} />;
  if (bulk.state === 'ending') return <StateBadge kind="grant" state="ending" />;
  const nothing = bulk.grants.total === 0;
  return <StateBadge kind="grant" state="ended" word={nothing ? 'Nothing was open' : undefined} />;
}
