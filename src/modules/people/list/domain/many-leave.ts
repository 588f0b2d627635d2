import type { KnownPeople } from './known-people';
import type { PlannedPerson } from './plan-list';

/** More than one in five of those on the list: half a file looks like that far more often than an organisation does. */
const SHARE = 5;

export interface ManyLeave {
  readonly leaving: number;
  readonly of: number;
}

/** Set where so many would leave that the number has to be said; undefined where it goes without saying. */
export function manyLeave(planned: readonly PlannedPerson[], { people }: KnownPeople): ManyLeave | undefined {
  const leaving = planned.filter(({ effect }) => effect === 'leaves').length;
  const of = people.filter(({ source, saidStatus }) => source === 'csv' && saidStatus !== 'left').length;
  return leaving > 1 && leaving * SHARE > of ? { leaving, of } : undefined;
}
