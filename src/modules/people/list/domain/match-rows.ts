import { freeHandle } from '../../domain/handle';
import type { PersonOnRecord } from '../../domain/person-on-record';
import { takingFault } from '../../domain/taking-fault';
import type { ListFault } from './list-fault';
import type { ListedPerson } from './read-row';

/** A row and whom it means: somebody on record, or somebody new under a handle of their own. */
export interface MatchedRow {
  readonly row: ListedPerson;
  readonly before: PersonOnRecord | undefined;
  readonly handle: string;
}

/** Whom each row means, by its handle, else by its e-mail address; and the rows that may not mean whom they do. */
export function matchRows(
  rows: readonly ListedPerson[],
  people: readonly PersonOnRecord[],
): { readonly matched: readonly MatchedRow[]; readonly faults: readonly ListFault[] } {
  const handles = new Map(people.map((person) => [person.handle, person]));
  const emails = new Map(people.map((person) => [person.email.toLowerCase(), person]));
  const taken = new Set([...handles.keys(), ...rows.flatMap(({ handle }) => handle ?? [])]);
  const said = new Map<string, number>();
  const faults: ListFault[] = [];
  const matched = rows.flatMap((row): MatchedRow[] => {
    const byName = row.handle === undefined ? undefined : handles.get(row.handle);
    const byEmail = emails.get(row.email);
    const before = byName ?? byEmail;
    const fault = saidTwice(row, before, said) ?? takingFault({ byName, byEmail }, row.email, 'csv')?.detail;
    if (fault !== undefined) {
      faults.push({ line: row.line, column: byEmail && !byName ? 'email' : null, message: fault });
      return [];
    }
    const handle = before?.handle ?? row.handle ?? freeHandle(row.email, taken);
    taken.add(handle);
    return [{ row, before, handle }];
  });
  return { matched, faults };
}

/** The same human being on two lines, by handle, by address, or one by the one and one by the other. */
function saidTwice(
  { line, handle, email }: ListedPerson,
  before: PersonOnRecord | undefined,
  said: Map<string, number>,
): string | undefined {
  const names = [
    [`handle:${handle ?? before?.handle ?? ''}`, 'This person'],
    [`email:${email}`, 'This e-mail address'],
  ].filter(([name]) => name !== 'handle:');
  const earlier = names.find(([name]) => said.has(name));
  for (const [name] of names) if (!said.has(name)) said.set(name, line);
  return earlier && `${earlier[1]} stands on line ${said.get(earlier[0])} already.`;
}
