import type { EndPreview } from '../../api/types';

type NamedScope = EndPreview['scope'];

export const KIND_LABELS = {
  person: 'A person',
  profile: 'A profile',
  system: 'A system',
  all: 'Everything',
} as const satisfies Record<NamedScope['kind'], string>;

/** "All access of Lea", "All access". */
export function scopeWords({ kind, name }: Pick<NamedScope, 'kind' | 'name'>): string {
  const words = {
    all: 'All access',
    person: `All access of ${name}`,
    profile: `All access by “${name}”`,
    system: `All access to ${name}`,
  };
  return words[kind];
}
