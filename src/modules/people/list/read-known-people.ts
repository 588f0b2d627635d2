import { Injectable } from '@nestjs/common';
import type { Reader } from '../../../platform/database/unit-of-work';
import { CatalogRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import type { KnownPeople } from './domain/known-people';
import type { Met } from './domain/read-row';
import type { ListWords } from './domain/read-list';

/** Everybody on record, and the words that a list may use. */
@Injectable()
export class ReadKnownPeople {
  constructor(
    private readonly directory: DirectoryRepository,
    private readonly catalog: CatalogRepository,
  ) {}

  async run(from: Reader, now: Date): Promise<{ known: KnownPeople; words: ListWords }> {
    const people = await this.directory.people(from);
    const jobRoles = await this.directory.jobRoles(from);
    const profiles = await this.catalog.profiles(from);
    const asked = profiles.flatMap(({ rules }) => rules.prerequisites);
    const jobRoleTitles = new Map(jobRoles.map(({ key, title }) => [key, title]));
    const kindTitles = new Map(asked.map(({ kind, title }) => [kind, title]));
    const names = new Map(people.map(({ handle, name }) => [handle, name]));
    const known: KnownPeople = {
      people,
      handleOf: new Map(people.map(({ id, handle }) => [id, handle])),
      met: byPerson(await this.directory.prerequisitesOfSource(from, 'csv')),
      titles: {
        jobRole: (key) => jobRoleTitles.get(key) ?? key,
        prerequisite: (kind) => kindTitles.get(kind) ?? kind,
        person: (handle) => (handle === null ? 'nobody' : (names.get(handle) ?? handle)),
      },
    };
    const spoken = jobRoles.flatMap(({ key, title }) => [[title, key] as const, [key, key] as const]);
    const words: ListWords = {
      now,
      kinds: [...kindTitles.keys()].sort(),
      jobRoles: new Map(spoken.map(([word, key]) => [word.toLowerCase(), key])),
    };
    return { known, words };
  }
}

function byPerson(
  records: readonly (Met & { readonly personId: string; readonly kind: string })[],
): ReadonlyMap<string, ReadonlyMap<string, Met>> {
  const met = new Map<string, Map<string, Met>>();
  for (const { personId, kind, completedOn, validUntil } of records) {
    met.set(personId, (met.get(personId) ?? new Map<string, Met>()).set(kind, { completedOn, validUntil }));
  }
  return met;
}
