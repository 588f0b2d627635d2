import { Injectable } from '@nestjs/common';
import { known, newId } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import { DirectoryRepository, type PersonRecord } from '../../directory';
import { BeginWithNothing } from '../begin-with-nothing';
import { ChangePeople } from '../change-people';
import type { KnownPeople } from './domain/known-people';
import type { PlannedPerson } from './domain/plan-list';

const SOURCE = 'csv';

/** Writes what a list changes, with its events and the end of what it takes away (I16). */
@Injectable()
export class WriteListedPeople {
  constructor(
    private readonly directory: DirectoryRepository,
    private readonly beginning: BeginWithNothing,
    private readonly people: ChangePeople,
  ) {}

  async write(tx: Tx, planned: readonly PlannedPerson[], { people }: KnownPeople): Promise<void> {
    const changed = planned.filter(({ effect }) => effect !== 'stays');
    const ids = new Map(people.map(({ handle, id }) => [handle, id]));
    for (const { handle, before } of changed) if (!before) ids.set(handle, newId());
    const idOf = (handle: string): string => known(ids.get(handle), 'Somebody of the list');
    const personIds = changed.map(({ handle }) => idOf(handle));
    await this.people.around(tx, SOURCE, personIds, async () => {
      for (const { effect, before } of changed)
        if (before && effect === 'comes-back') await this.beginning.run(tx, before.id);
      await this.save(tx, changed, idOf);
    });
  }

  private async save(
    tx: Tx,
    changed: readonly PlannedPerson[],
    idOf: (handle: string) => string,
  ): Promise<void> {
    const records = changed.map((person) => recordOf(person, idOf));
    await this.directory.savePeople(tx, records);
    const named = changed.map(({ handle, ...said }) => ({ personId: idOf(handle), ...said }));
    const jobRoles = named.map(({ personId, jobRoles: keys }) => ({ personId, jobRoles: keys }));
    await this.directory.setJobRolesOf(tx, jobRoles, SOURCE);
    const prerequisites = named.map(({ personId, met }) => ({
      personId,
      records: [...met].map(([kind, record]) => ({ kind, ...record })),
    }));
    await this.directory.setPrerequisitesOf(tx, SOURCE, prerequisites);
  }
}

const recordOf = (
  { handle, name, email, status, manager, before, line }: PlannedPerson,
  idOf: (handle: string) => string,
): PersonRecord => ({
  id: idOf(handle),
  handle,
  name,
  email,
  status,
  source: line === null ? 'none' : SOURCE,
  managerId: manager === null ? null : idOf(manager),
  secondAccountOf: before?.secondAccountOf ?? null,
});
