import { calendarAgeInWords, calendarDate, dateInWords, datePlus } from './calendar';
import type { PersonFacts, PrerequisiteRule, Reason } from './facts';

/**
 * Prerequisites of the profile that the person does not meet now, in the profile's order.
 * A training of 3 March 2025 that may be 12 months old still counts on 3 March 2026 (UTC) and no longer on the 4th.
 */
export function unmetPrerequisites(
  person: PersonFacts,
  prerequisites: readonly PrerequisiteRule[],
  now: Date,
): Reason[] {
  // Maps, so that a kind called `constructor` finds what is on record and not what every object inherits.
  const onRecord = new Map(Object.entries(person.prerequisites));
  const proved = new Map(Object.entries(person.prerequisitesValidUntil ?? {}));
  return prerequisites.flatMap(
    (rule) => unmet(rule, onRecord.get(rule.kind), proved.get(rule.kind), calendarDate(now)) ?? [],
  );
}

/** The last day on which it counts: by the profile's age, or by what its proof says, whichever is earlier; null for ever. */
export function lastDayOf(
  rule: Pick<PrerequisiteRule, 'maxAge'>,
  metOn: string,
  validUntil: string | undefined,
): string | null {
  const byAge = rule.maxAge === null ? undefined : datePlus(metOn, rule.maxAge);
  const days = [byAge, validUntil].filter((day) => day !== undefined).sort();
  return days.at(0) ?? null;
}

function unmet(
  rule: PrerequisiteRule,
  metOn: string | undefined,
  validUntil: string | undefined,
  today: string,
): Reason | undefined {
  if (metOn === undefined) {
    return {
      code: 'policy.prerequisite_missing',
      sentence: `Your ${rule.title} is not on record. ${rule.remedy}`,
    };
  }
  if (metOn > today) {
    return {
      code: 'policy.prerequisite_in_future',
      sentence: `Your ${rule.title} is dated ${dateInWords(metOn)}, which is still to come. ${rule.remedy}`,
    };
  }
  if (rule.maxAge !== null && datePlus(metOn, rule.maxAge) < today) {
    return {
      code: 'policy.prerequisite_expired',
      sentence: `Your ${rule.title} of ${dateInWords(metOn)} is older than ${calendarAgeInWords(rule.maxAge)}. ${rule.remedy}`,
    };
  }
  if (validUntil !== undefined && validUntil < today) {
    return {
      code: 'policy.prerequisite_expired',
      sentence: `Your ${rule.title} counted until ${dateInWords(validUntil)}. ${rule.remedy}`,
    };
  }
  return undefined;
}
