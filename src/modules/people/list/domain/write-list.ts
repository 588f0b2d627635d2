import type { PersonOnRecord } from '../../domain/person-on-record';
import { writtenCell } from './cell';
import type { KnownPeople } from './known-people';
import { COLUMNS, type PersonColumn, prerequisiteHeadings } from './list-columns';

/** RFC 4180, in UTF-8 with a byte order mark: without it Excel takes accents for something else. */
export function writeList(
  people: readonly PersonOnRecord[],
  { handleOf, met }: Pick<KnownPeople, 'handleOf' | 'met'>,
  kinds: readonly string[],
): string {
  const headings = [...COLUMNS, ...kinds.flatMap(prerequisiteHeadings)];
  const rows = people.map((person) => {
    const own: Readonly<Record<PersonColumn, string>> = {
      handle: person.handle,
      name: person.name,
      email: person.email,
      status: person.saidStatus,
      'job roles': person.jobRoles.join(', '),
      manager: (person.managerId !== null && handleOf.get(person.managerId)) || '',
    };
    const records = kinds.map((kind) => met.get(person.id)?.get(kind));
    return [
      ...COLUMNS.map((column) => own[column]),
      ...records.flatMap((record) => [record?.completedOn ?? '', record?.validUntil ?? '']),
    ];
  });
  return `\ufeff${[headings, ...rows].map((cells) => `${cells.map(writtenCell).join(',')}\r\n`).join('')}`;
}
