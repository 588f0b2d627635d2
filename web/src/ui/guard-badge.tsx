import type { Guard } from '../api/types';
import { StateBadge } from './state-badge';

type Standing = Pick<Guard, 'kind' | 'alive'>;

const stateOf = ({ kind, alive }: Standing): string => {
  if (kind === 'none') return 'none';
  return alive ? 'alive' : 'silent';
};

/** Whether somebody ends connections at the target when the broker itself is dead. */
export const GuardBadge = ({ guard }: { readonly guard: Standing | null }) => (
  <StateBadge kind="guard" state={guard === null ? 'none' : stateOf(guard)} />
);
