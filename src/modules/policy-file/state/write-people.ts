import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { Tx } from '../../../platform/database/unit-of-work';
import { DirectoryRepository, GroupJobRoles } from '../../directory';
import type { PersonState, PolicyState } from '../plan/policy-state';
import { idOf, type PolicyIds } from './policy-ids';

/** Writes the job roles and people that differ. */
@Injectable()
export class WritePeople {
  constructor(
    private readonly directory: DirectoryRepository,
    private readonly groups: GroupJobRoles,
  ) {}

  async write(tx: Tx, current: PolicyState, settled: PolicyState, ids: PolicyIds): Promise<void> {
    for (const [key, { title }] of settled.jobRoles) {
      if (current.jobRoles.get(key)?.title !== title) await this.directory.saveJobRole(tx, { key, title });
    }
    const people = [...settled.people].filter(
      ([handle, person]) => !isDeepStrictEqual(current.people.get(handle), person),
    );
    // New people first and by themselves: a manager may stand below the person in the file.
    for (const [handle, person] of people) {
      if (!current.people.has(handle)) await this.savePerson(tx, handle, alone(person), ids);
    }
    for (const [handle, person] of people) {
      await this.savePerson(tx, handle, person, ids);
      await this.directory.setJobRoles(tx, idOf(ids.people, handle), person.jobRoles);
      const records = Object.entries(person.prerequisites).map(([kind, completedOn]) => ({
        kind,
        completedOn,
        validUntil: null,
      }));
      await this.directory.setPrerequisites(tx, idOf(ids.people, handle), 'file', records);
    }
    if (!isDeepStrictEqual(current.groups, settled.groups)) {
      await this.groups.setMapping(tx, settled.groups);
      await this.groups.settle(tx);
    }
  }

  /** Once nothing names them any more; the database refuses otherwise. */
  async removeJobRoles(tx: Tx, current: PolicyState, settled: PolicyState): Promise<void> {
    for (const key of current.jobRoles.keys()) {
      if (!settled.jobRoles.has(key)) await this.directory.removeJobRole(tx, key);
    }
  }

  private savePerson(tx: Tx, handle: string, person: PersonState, { people }: PolicyIds): Promise<void> {
    const account = (other: string | null): string | null => (other === null ? null : idOf(people, other));
    return this.directory.savePerson(tx, {
      id: idOf(people, handle),
      handle,
      name: person.name,
      email: person.email,
      status: person.status,
      source: 'file',
      managerId: account(person.manager),
      secondAccountOf: account(person.secondAccountOf),
    });
  }
}

const alone = (person: PersonState): PersonState => ({ ...person, manager: null, secondAccountOf: null });
