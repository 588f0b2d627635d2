import { isDeepStrictEqual } from 'node:util';
import type { Change } from './change';
import { isInWordsOnly } from './in-words-only';
import type { EntitlementState, PolicyState, SystemState } from './policy-state';

/** Of a profile of personal data: who lets somebody in. */
const WHO_LETS_IN = new Set([
  'personalData',
  'approvals',
  'approvalOrder',
  'approvedByPolicy',
  'witnesses',
  'breakGlass',
  'extraApprovers',
  'separationExceptions',
]);

/**
 * Whether a change decides what counts as personal data, or who lets somebody reach it. Only the label keeps personal data in the
 * circle (I18), so whatever takes it off counts, and so does a right without it where personal data is kept: nobody can tell from
 * its settings what it opens there.
 */
export function concernsPersonalData(change: Change, current: PolicyState, settled: PolicyState): boolean {
  if (isInWordsOnly(change)) return false;
  if (change.area === 'entitlement') return entitlementConcerns(change, current, settled);
  if (change.area === 'system') return systemConcerns(change, current, settled);
  return change.area === 'access-profile' && profileConcerns(change, current, settled);
}

function entitlementConcerns({ key, kind, field = '' }: Change, ...states: States): boolean {
  const [before, after] = states.map(({ entitlements }) => entitlements.get(key));
  if (before?.personalData && (field === 'personalData' || field === 'system')) return true;
  if (after === undefined || after.personalData) return false;
  const opensMore = kind === 'add' || field === 'system' || field.startsWith('settings.');
  return opensMore && states.some((state) => isPersonalDataKept(after.system, state));
}

const systemConcerns = ({ key }: Change, ...states: States): boolean =>
  states.some((state) => isPersonalDataKept(key, state));

function profileConcerns({ key, kind, field = '' }: Change, ...states: States): boolean {
  const isPersonal = states.some(({ accessProfiles }) => accessProfiles.get(key)?.rules.personalData);
  return isPersonal && (kind === 'add' || WHO_LETS_IN.has(field));
}

type States = readonly [current: PolicyState, settled: PolicyState];

/** At this system, or at another that is reached in the very same way: by a right that is offered or was. */
function isPersonalDataKept(system: string, { systems, entitlements }: PolicyState): boolean {
  const here = systems.get(system);
  if (here === undefined) return false;
  return [...entitlements.values()].some(
    (entitlement) => entitlement.personalData && isAt(entitlement, system, here, systems),
  );
}

const isAt = (
  entitlement: EntitlementState,
  key: string,
  here: SystemState,
  systems: PolicyState['systems'],
): boolean => {
  const there = systems.get(entitlement.system);
  return (
    entitlement.system === key || (there !== undefined && isDeepStrictEqual(targetOf(there), targetOf(here)))
  );
};

const targetOf = ({ kind, credential, settings }: SystemState) => ({ kind, credential, settings });
