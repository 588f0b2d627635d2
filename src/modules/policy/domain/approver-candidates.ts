import { calendarDate, dateInWords } from './calendar';
import type { Absence, PersonFacts } from './facts';
import type { Voice } from './voices';
import { allOf } from './words';

export type CandidateRole = 'approver' | 'escalation' | 'stand-in' | 'witness';

export interface ApproverCandidate {
  readonly person: PersonFacts;
  /** The strongest reason why this person is asked. */
  readonly role: CandidateRole;
  /** For whom a stand-in is asked. */
  readonly standsInFor: PersonFacts | null;
  readonly stage: number;
  /** "Camille Petit may approve as data protection officer." */
  readonly because: string;
}

/** Each person once, for the strongest of their reasons: their own right before an escalation, and both before an absence. */
export function candidatesAmong(
  voices: readonly Voice[],
  stage: number,
  as: 'approver' | 'witness' = 'approver',
): ApproverCandidate[] {
  const byPerson = new Map<PersonFacts, Voice[]>();
  for (const voice of voices) {
    const known = byPerson.get(voice.person);
    if (known === undefined) byPerson.set(voice.person, [voice]);
    else known.push(voice);
  }
  return [...byPerson].map(([person, own]) => ({ person, stage, ...reasonOf(person, own, as) }));
}

function reasonOf(
  person: PersonFacts,
  voices: readonly Voice[],
  as: 'approver' | 'witness',
): Pick<ApproverCandidate, 'role' | 'standsInFor' | 'because'> {
  const own = voices.filter(({ absence, escalated }) => absence === null && !escalated);
  if (as === 'witness') {
    const because = `${person.name} is a witness as ${rolesOf(own)}.`;
    return { role: 'witness', standsInFor: null, because };
  }
  if (own.length > 0) {
    return {
      role: 'approver',
      standsInFor: null,
      because: `${person.name} may approve as ${rolesOf(own)}.`,
    };
  }
  const later = voices.filter(({ absence }) => absence === null);
  if (later.length > 0) {
    const because = `${person.name} may approve as ${rolesOf(later)}, because nobody answered in time.`;
    return { role: 'escalation', standsInFor: null, because };
  }
  return standInReason(person, voices);
}

function standInReason(person: PersonFacts, voices: readonly Voice[]) {
  const [{ of: standsInFor, absence }] = voices;
  const roles = rolesOf(voices.filter(({ of }) => of === standsInFor));
  const until = dateInWords(calendarDate((absence as Absence).until));
  return {
    role: 'stand-in' as const,
    standsInFor,
    because: `${person.name} stands in for ${standsInFor.name}, who may approve as ${roles} and is away until ${until}.`,
  };
}

const rolesOf = (voices: readonly Voice[]): string => allOf(new Set(voices.map(({ as }) => as)));
