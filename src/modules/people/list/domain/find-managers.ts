import type { PersonOnRecord } from '../../domain/person-on-record';
import type { ListFault } from './list-fault';
import type { KnownPeople } from './known-people';
import type { MatchedRow } from './match-rows';

export interface FoundManagers {
  /** Handle of somebody listed → handle of their manager from now on. */
  readonly managers: ReadonlyMap<string, string | null>;
  readonly faults: readonly ListFault[];
}

/** A manager is named by handle or e-mail address, and stands in the list or on record. Nobody manages themselves, by whomever. */
export function findManagers(
  matched: readonly MatchedRow[],
  { people, handleOf }: Pick<KnownPeople, 'people' | 'handleOf'>,
): FoundManagers {
  const present = namesOf(matched, people);
  const faults: ListFault[] = [];
  const managers = new Map<string, string | null>();
  for (const { row, before, handle } of matched) {
    const kept =
      before?.source === 'csv' && before.managerId ? (handleOf.get(before.managerId) ?? null) : null;
    const found = typeof row.manager === 'string' ? present.get(row.manager) : row.manager;
    const unknown = typeof row.manager === 'string' && found === undefined;
    if (unknown) faults.push({ line: row.line, column: 'manager', message: unknownManager(row.manager) });
    managers.set(handle, unknown || found === undefined ? kept : found);
  }
  const all = new Map([
    ...people.map(({ handle, managerId }): [string, string | null] => [
      handle,
      managerId === null ? null : (handleOf.get(managerId) ?? null),
    ]),
    ...managers,
  ]);
  return { managers, faults: [...faults, ...cycles(matched, all)] };
}

/** Handles and e-mail addresses, in lower case, of whoever works here once the list is applied → handle. */
function namesOf(
  matched: readonly MatchedRow[],
  people: readonly PersonOnRecord[],
): ReadonlyMap<string, string> {
  const listed = new Set(matched.flatMap(({ before }) => before?.id ?? []));
  const rest = people.filter(({ id, saidStatus }) => !listed.has(id) && saidStatus !== 'left');
  const here = matched.filter(({ row, before }) => (row.status ?? before?.saidStatus) !== 'left');
  return new Map([
    ...rest.flatMap(({ handle, email }) => both(handle, email)),
    ...here.flatMap(({ row, handle }) => both(handle, row.email)),
  ]);
}

const both = (handle: string, email: string): [string, string][] => [
  [handle, handle],
  [email.toLowerCase(), handle],
];

const unknownManager = (name: string): string =>
  `Nobody called “${name}” works here or stands in the list. Write a handle or an e-mail address.`;

/** Each circle once, at the first of its people in the list. */
function cycles(matched: readonly MatchedRow[], managerOf: ReadonlyMap<string, string | null>): ListFault[] {
  const settled = new Set<string>();
  return matched.flatMap(({ row, handle }) => {
    const walked = new Set<string>();
    let current: string | null = handle;
    while (current !== null && !settled.has(current) && !walked.has(current)) {
      walked.add(current);
      current = managerOf.get(current) ?? null;
    }
    const isCircle = current !== null && walked.has(current);
    const chain = isCircle ? [...walked].slice([...walked].indexOf(current as string)) : [];
    walked.forEach((name) => settled.add(name));
    if (!isCircle) return [];
    const message = `These people would manage each other in a circle: ${[...chain, chain[0]].join(' → ')}. Leave the manager out for the one at the top.`;
    return [{ line: row.line, column: 'manager', message }];
  });
}
