import type { Change } from './change';
import { isInWordsOnly } from './in-words-only';
import type { PersonState, PolicyState } from './policy-state';
import { reachOf } from './reach';

/**
 * Handles of everybody who gains by these changes, with every account of the same human beings: whoever a change speaks of,
 * whoever becomes an owner of a system, and whoever may ask for a profile whose rules or rights change in any way that does
 * not take away.
 */
export function gainersOf(
  changes: readonly Change[],
  current: PolicyState,
  settled: PolicyState,
): ReadonlySet<string> {
  const gaining = changes
    .filter((change) => reachOf(change, current, settled) !== 'narrowing')
    .flatMap((change) => gainersOfOne(change, settled));
  return withOtherAccounts(gaining, [current, settled]);
}

function gainersOfOne(change: Change, settled: PolicyState): string[] {
  const { area, key, field = '', before, after } = change;
  if (area === 'person') {
    const linked = field === 'secondAccountOf' ? [before, after] : [];
    return [key, ...linked.filter((handle) => typeof handle === 'string')];
  }
  if (area === 'system') return field.startsWith('owners.') && typeof after === 'string' ? [after] : [];
  // The label takes rights from people or keeps them in the circle; who may ask is told by job roles alone.
  if (isInWordsOnly(change) || field === 'personalData') return [];
  return holdersOf(jobRolesThatGain(change, settled), settled);
}

/** Whose holders may ask for more, or for longer, or more easily. */
function jobRolesThatGain({ area, key, field = '', after }: Change, settled: PolicyState): readonly string[] {
  if (field.startsWith('eligibleJobRoles.') && typeof after === 'string') return [after];
  if (area === 'access-profile') return settled.accessProfiles.get(key)?.rules.eligibleJobRoles ?? [];
  if (area !== 'entitlement') return [];
  return [...settled.accessProfiles.values()]
    .filter(({ entitlements }) => entitlements.includes(key))
    .flatMap(({ rules }) => rules.eligibleJobRoles);
}

const holdersOf = (jobRoles: readonly string[], { people }: PolicyState): string[] =>
  [...people].flatMap(([handle, person]) =>
    person.jobRoles.some((jobRole) => jobRoles.includes(jobRole)) ? [handle] : [],
  );

/** One human being may own several accounts, and a change may tie or untie them: both states count. */
function withOtherAccounts(handles: readonly string[], states: readonly PolicyState[]): ReadonlySet<string> {
  const all = new Set(handles);
  for (let size = -1; size !== all.size;) {
    size = all.size;
    for (const { people } of states) for (const [handle, person] of people) joinTied(all, handle, person);
  }
  return all;
}

function joinTied(all: Set<string>, handle: string, { secondAccountOf }: PersonState): void {
  if (secondAccountOf === null) return;
  if (all.has(handle)) all.add(secondAccountOf);
  if (all.has(secondAccountOf)) all.add(handle);
}
