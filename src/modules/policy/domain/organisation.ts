import type { Absence, PersonFacts } from './facts';

/** The people of one moment, found by id and by job role. */
export interface Organisation {
  readonly people: readonly PersonFacts[];
  readonly person: (id: string) => PersonFacts | undefined;
  /** Active people only: somebody suspended or gone approves nothing. */
  readonly activeHolders: (jobRole: string) => readonly PersonFacts[];
  /** "data protection officer" for `dpo`; the key itself when no title is known. */
  readonly titleOf: (jobRole: string) => string;
  /** Past, present and to come: an approval is judged by the moment in which it was given. */
  readonly absencesOf: (personId: string) => readonly Absence[];
}

/** `titles`: job role key → title as it reads within a sentence. */
export function organisationOf(
  people: readonly PersonFacts[],
  titles: Readonly<Record<string, string>> = {},
  absences: readonly Absence[] = [],
): Organisation {
  const byId = new Map(people.map((person) => [person.id, person]));
  const byJobRole = new Map<string, PersonFacts[]>();
  for (const person of people.filter(({ status }) => status === 'active')) {
    for (const jobRole of person.jobRoles) {
      const holders = byJobRole.get(jobRole);
      if (holders === undefined) byJobRole.set(jobRole, [person]);
      else holders.push(person);
    }
  }
  const titleByKey = new Map(Object.entries(titles));
  const absencesByPerson = new Map<string, Absence[]>();
  for (const absence of absences) {
    const known = absencesByPerson.get(absence.personId);
    if (known === undefined) absencesByPerson.set(absence.personId, [absence]);
    else known.push(absence);
  }
  return {
    people,
    person: (id) => byId.get(id),
    activeHolders: (jobRole) => byJobRole.get(jobRole) ?? [],
    titleOf: (jobRole) => titleByKey.get(jobRole) ?? jobRole,
    absencesOf: (id) => absencesByPerson.get(id) ?? [],
  };
}

/** One human being may own two accounts; every rule about "another person" compares this, never the account. */
export const humanOf = (person: PersonFacts): string => person.secondAccountOf ?? person.id;

export const sameHuman = (one: PersonFacts, other: PersonFacts): boolean => humanOf(one) === humanOf(other);
