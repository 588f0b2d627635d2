import { isGivenByFileAlone } from '../../policy';
import type { Reach } from '../domain/reach';
import type { Change } from './change';
import { concernsPersonalData } from './personal-data';
import type { PersonState, PolicyState } from './policy-state';

/** Of one change between two states. What is not known to be harmless is not. */
export function reachOf(change: Change, current: PolicyState, settled: PolicyState): Reach {
  if (change.area === 'person') return reachOfPerson(change, current, settled);
  if (change.area === 'rule-changes') return loosens(change) ? 'circle' : 'ordinary';
  if (takesAway(change)) return 'narrowing';
  return concernsPersonalData(change, current, settled) ? 'personal-data' : 'ordinary';
}

/** Named by the file for the circle or its oversight. Somebody suspended there stays named; only who has left does not. */
export const isGuarded = (person: PersonState | undefined): boolean =>
  person !== undefined && person.status !== 'left' && person.jobRoles.some(isGivenByFileAlone);

function reachOfPerson(change: Change, current: PolicyState, settled: PolicyState): Reach {
  const { key, kind, field = '' } = change;
  if (kind === 'remove') return 'narrowing';
  const guarded = [current, settled].some(({ people }) => isGuarded(people.get(key)));
  if (saysWhoItIs(change)) return guarded || isLinkedToGuarded(key, current, settled) ? 'circle' : 'ordinary';
  if (field.startsWith('jobRoles.')) return reachOfJobRole(change.after);
  return takesFromPerson(change) ? 'narrowing' : guarded && field === 'status' ? 'circle' : 'ordinary';
}

/** A new name on the list, another address, another human being. */
const saysWhoItIs = ({ kind, field }: Change): boolean =>
  kind === 'add' || field === 'email' || field === 'secondAccountOf';

const takesFromPerson = ({ field = '', after }: Change): boolean =>
  (field === 'status' && after !== 'active') || (field.startsWith('prerequisites.') && after === null);

const reachOfJobRole = (gained: Change['after']): Reach => {
  if (gained === null) return 'narrowing';
  return typeof gained === 'string' && !isGivenByFileAlone(gained) ? 'ordinary' : 'circle';
};

/** Who counts as the same human being as somebody of the circle, before or afterwards. */
const isLinkedToGuarded = (key: string, ...states: readonly PolicyState[]): boolean =>
  states
    .map(({ people }) => people.get(key)?.secondAccountOf)
    .some((first) => typeof first === 'string' && states.some(({ people }) => isGuarded(people.get(first))));

/** A shorter time in which a change of the circle can be stopped, or fewer changes that need somebody's approval. */
function loosens({ kind, field, before, after }: Change): boolean {
  if (kind !== 'change') return true;
  if (field === 'circleDelay') return Number(after) < Number(before);
  return !(field === 'withoutApproval' && after === 'narrowing');
}

function takesAway({ area, kind, field, before, after }: Change): boolean {
  if (kind === 'remove') return area !== 'organisation';
  if (area !== 'access-profile' || kind !== 'change') return false;
  if (field?.startsWith('eligibleJobRoles.')) return after === null;
  return field === 'duration.maximum' && Number(after) < Number(before);
}
