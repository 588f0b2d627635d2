import { calendarDate, datePlus, lastDayOf, type PersonFacts, type PrerequisiteRule } from '../../policy';

/** "Soon" is near enough to find a date for a training, and far enough not to be read away. */
export const SOON = { amount: 30, unit: 'days' } as const;

export type PrerequisiteState = 'met' | 'lapses-soon' | 'lapsed' | 'missing' | 'in-future';

export interface PrerequisiteStanding {
  readonly kind: string;
  readonly title: string;
  readonly remedy: string;
  readonly state: PrerequisiteState;
  readonly completedOn: string | null;
  /** The last day on which it counts; null for ever, or where there is none. */
  readonly lastDay: string | null;
}

/** What this person needs by their job roles, each with the day until which it counts: the strictest rule that asks for it. */
export function prerequisiteStandings(
  person: PersonFacts,
  rules: readonly PrerequisiteRule[],
  now: Date,
): PrerequisiteStanding[] {
  const kinds = new Map<string, PrerequisiteRule[]>();
  for (const rule of rules) kinds.set(rule.kind, [...(kinds.get(rule.kind) ?? []), rule]);
  return [...kinds].map(([kind, asked]) => standingOf(kind, asked, person, calendarDate(now)));
}

function standingOf(
  kind: string,
  asked: readonly PrerequisiteRule[],
  person: PersonFacts,
  today: string,
): PrerequisiteStanding {
  const [{ title, remedy }] = asked;
  const completedOn = new Map(Object.entries(person.prerequisites)).get(kind) ?? null;
  const validUntil = new Map(Object.entries(person.prerequisitesValidUntil ?? {})).get(kind);
  const lastDay =
    completedOn === null
      ? null
      : (asked
          .map((rule) => lastDayOf(rule, completedOn, validUntil))
          .filter((day) => day !== null)
          .sort()
          .at(0) ?? null);
  return { kind, title, remedy, completedOn, lastDay, state: stateOf(completedOn, lastDay, today) };
}

function stateOf(completedOn: string | null, lastDay: string | null, today: string): PrerequisiteState {
  if (completedOn === null) return 'missing';
  if (completedOn > today) return 'in-future';
  if (lastDay === null) return 'met';
  if (lastDay < today) return 'lapsed';
  return lastDay <= datePlus(today, SOON) ? 'lapses-soon' : 'met';
}

const WORST: readonly PrerequisiteState[] = ['missing', 'lapsed', 'in-future', 'lapses-soon', 'met'];

/** The one that wants attention first; undefined where nothing is asked for. */
export const worstOf = (standings: readonly PrerequisiteStanding[]): PrerequisiteState | undefined =>
  WORST.find((state) => standings.some((standing) => standing.state === state));
