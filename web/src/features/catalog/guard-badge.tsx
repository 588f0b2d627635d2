import type { Guard } from '../../api/types';
import { StateBadge } from '../../ui/state-badge';

const stateOf = ({ kind, alive }: Guard): string => {
  if (kind === 'none') return 'none';
  return alive ? 'alive' : 'silent';
};

/** Whether somebody ends connections at the target when the broker itself is dead. */
export const GuardBadge = ({ guard }: { readonly guard: Guard | null }) => (
  <StateBadge kind="guard" state={guard === null ? 'none' : stateOf(guard)} />
);
