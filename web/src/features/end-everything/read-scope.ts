import type { Scope } from '../../api/queries/end-everything';

export const SCOPE_KINDS = ['person', 'profile', 'system', 'all'] as const;

const isKind = (value: unknown): value is Scope['kind'] => SCOPE_KINDS.some((kind) => kind === value);

/** What an address chooses; anything else chooses nothing, so that nobody ends what a mistyped address said. */
export function readScope({ kind, key }: Record<string, unknown>): Partial<Scope> {
  if (!isKind(kind)) return {};
  return kind === 'all' || typeof key !== 'string' || key === '' ? { kind } : { kind, key };
}
