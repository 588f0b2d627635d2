import type { PolicyChangeSummary } from '../../api/types';
import { RelativeTime } from '../../ui/relative-time';

const WHAT_BECAME_OF_IT: Readonly<Partial<Record<PolicyChangeSummary['state'], string>>> = {
  'in-force': 'Came into force',
  denied: 'Denied',
  withdrawn: 'Withdrawn',
  lapsed: 'Lapsed',
  stopped: 'Stopped',
  void: 'Became void',
};

/** "Stopped by Léa Moreau 3 minutes ago." */
export function Settled({ change }: { readonly change: PolicyChangeSummary }) {
  const { state, settledAt, settledBy } = change;
  return (
    <>
      {WHAT_BECAME_OF_IT[state] ?? state}
      {settledBy && ` by ${settledBy.name}`} {settledAt && <RelativeTime at={settledAt} />}.
    </>
  );
}
