import type { PersonOnRecord, SaidStatus } from '../../domain/person-on-record';
import { findManagers } from './find-managers';
import type { KnownPeople } from './known-people';
import type { ListFault } from './list-fault';
import { type MatchedRow, matchRows } from './match-rows';
import type { ListedPerson, Met } from './read-row';
import { changeWords, LEAVES, newWords, type PersonWords } from './plan-words';

export type Effect = 'joins' | 'comes-back' | 'changes' | 'leaves' | 'stays';

/** Somebody as the list leaves them. */
export interface PlannedPerson {
  /** null for whoever a complete list leaves out. */
  readonly line: number | null;
  readonly effect: Effect;
  /** Each a sentence without its subject: “gains the job role engineer”. */
  readonly words: readonly string[];
  readonly before: PersonOnRecord | undefined;
  readonly handle: string;
  readonly name: string;
  readonly email: string;
  readonly status: SaidStatus;
  readonly jobRoles: readonly string[];
  /** A handle. */
  readonly manager: string | null;
  readonly met: ReadonlyMap<string, Met>;
}

export interface ListPlan {
  readonly people: readonly PlannedPerson[];
  readonly faults: readonly ListFault[];
}

/** What the rows would change. Whoever is not among them is left alone, or leaves where the list is complete. */
export function planList(rows: readonly ListedPerson[], known: KnownPeople, complete: boolean): ListPlan {
  const { matched, faults } = matchRows(rows, known.people);
  if (faults.length > 0) return { people: [], faults };
  const found = findManagers(matched, known);
  if (found.faults.length > 0) return { people: [], faults: found.faults };
  const listed = matched.map((one) => planned(one, found.managers.get(one.handle) ?? null, known));
  return { people: [...listed, ...(complete ? leftOut(matched, known.people) : [])], faults: [] };
}

function planned(
  { row, before, handle }: MatchedRow,
  manager: string | null,
  known: KnownPeople,
): PlannedPerson {
  const listed = before?.source === 'csv' ? before : undefined;
  const status = statusOf(row, listed);
  const here = comesBack(listed, status) ? undefined : listed;
  const met = new Map(here ? known.met.get(here.id) : undefined);
  for (const [kind, record] of row.prerequisites) {
    if (record === null) met.delete(kind);
    else met.set(kind, record);
  }
  const person = {
    line: row.line,
    before,
    handle,
    name: row.name,
    email: row.email,
    status,
    jobRoles: row.jobRoles ?? here?.jobRoles ?? [],
    manager,
    met,
  };
  return { ...person, ...effectOf(person, here, known) };
}

const statusOf = ({ status }: ListedPerson, listed: PersonOnRecord | undefined): SaidStatus =>
  status ?? listed?.saidStatus ?? 'active';

/** From "left", often as another human being: nothing of before counts, as under any name that somebody has left. */
const comesBack = (listed: PersonOnRecord | undefined, status: SaidStatus): boolean =>
  listed?.saidStatus === 'left' && status !== 'left';

function effectOf(
  person: PersonWords & Pick<PlannedPerson, 'before'>,
  here: PersonOnRecord | undefined,
  known: KnownPeople,
): Pick<PlannedPerson, 'effect' | 'words'> {
  if (here === undefined) {
    const effect = person.before === undefined ? 'joins' : 'comes-back';
    return { effect, words: newWords(person, effect, known.titles) };
  }
  const was = asListed(here, known);
  const words = changeWords(was, person, known.titles);
  if (words.length === 0) return { effect: 'stays', words };
  if (was.status !== 'left' && person.status === 'left') return { effect: 'leaves', words };
  return { effect: 'changes', words };
}

const asListed = (here: PersonOnRecord, { handleOf, met }: KnownPeople): PersonWords => ({
  ...here,
  status: here.saidStatus,
  manager: here.managerId === null ? null : (handleOf.get(here.managerId) ?? null),
  met: met.get(here.id) ?? new Map<string, Met>(),
});

const GONE = { effect: 'leaves', words: [LEAVES] } as const;
/** Left before; from now on any source may give the name to somebody else. */
const OFF_THE_LIST = { effect: 'changes', words: ['is taken off the list'] } as const;

function leftOut(matched: readonly MatchedRow[], people: readonly PersonOnRecord[]): PlannedPerson[] {
  const listed = new Set(matched.flatMap(({ before }) => before?.id ?? []));
  return people
    .filter(({ id, source }) => source === 'csv' && !listed.has(id))
    .map((before) => ({
      line: null,
      ...(before.saidStatus === 'left' ? OFF_THE_LIST : GONE),
      before,
      handle: before.handle,
      name: before.name,
      email: before.email,
      status: 'left',
      jobRoles: [],
      manager: null,
      met: new Map(),
    }));
}

/** How many people each of it happens to. */
export function countEffects(people: readonly Pick<PlannedPerson, 'effect'>[]): Record<Effect, number> {
  const counts: Record<Effect, number> = { joins: 0, 'comes-back': 0, changes: 0, leaves: 0, stays: 0 };
  for (const { effect } of people) counts[effect] += 1;
  return counts;
}
