import { Injectable } from '@nestjs/common';
import { conflict, newId } from '../../kernel';
import type { Tx } from '../../platform/database/unit-of-work';
import { DirectoryRepository, type Person, type PersonSource } from '../directory';
import { ForgetCredentials } from '../identity';
import { handleFrom, numbered } from './domain/handle';

export interface Newcomer {
  /** As the source names them: a handle, or an e-mail address that one is made of. */
  readonly userName: string;
  readonly email: string;
}

const TRIES = 1_000;

/**
 * Whom a source means by a name that it has not used before: somebody who is there, somebody who comes back to a name that was
 * left, or somebody new. Found by the handle or the e-mail address as a whole, never by a part of one.
 */
@Injectable()
export class TakePerson {
  constructor(
    private readonly directory: DirectoryRepository,
    private readonly credentials: ForgetCredentials,
  ) {}

  /** Who it is, and undefined for somebody new. Refuses somebody whom another source than the policy file manages. */
  async find(tx: Tx, { userName, email }: Newcomer, source: 'scim' | 'csv'): Promise<Person | undefined> {
    const byName = await this.directory.findByName(tx, userName);
    const byEmail = await this.directory.findByName(tx, email);
    if (byName && byEmail && byName.id !== byEmail.id) throw addressOfAnother(email);
    const found = byName ?? byEmail;
    if (found && !['file', 'none', source].includes(found.source)) throw managedElsewhere(found);
    return found;
  }

  /** The id and handle to write under. Whoever comes back to a name that was left begins with nothing of before. */
  async take(tx: Tx, newcomer: Newcomer, found: Person | undefined): Promise<Pick<Person, 'id' | 'handle'>> {
    if (found === undefined) return { id: newId(), handle: await this.freeHandle(tx, newcomer.userName) };
    if (found.source === 'none') await this.forget(tx, found);
    return found;
  }

  private async forget(tx: Tx, { id }: Person): Promise<void> {
    await this.credentials.of(tx, id);
    for (const source of ['file', 'scim', 'csv', 'web'] as const)
      await this.directory.setPrerequisites(tx, id, source, []);
  }

  private async freeHandle(tx: Tx, userName: string): Promise<string> {
    const wanted = handleFrom(userName);
    const taken = new Set((await this.directory.people(tx)).map(({ handle }) => handle));
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const handle = numbered(wanted, attempt);
      if (!taken.has(handle)) return handle;
    }
    throw conflict('people.no_free_handle', `There is no free handle for “${userName}”.`);
  }
}

export const addressOfAnother = (email: string) =>
  conflict('people.email_taken', `The e-mail address ${email} belongs to somebody else on record.`);

const MANAGERS: Readonly<Record<PersonSource, string>> = {
  file: 'the policy file',
  scim: 'the provisioning system',
  csv: 'the list of people (CSV)',
  none: 'nobody',
};

const managedElsewhere = ({ name, source }: Person) =>
  conflict(
    'people.managed_elsewhere',
    `${name} is managed by ${MANAGERS[source]}. Let them leave there first.`,
  );
