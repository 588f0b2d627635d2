import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel';
import type { Tx } from '../../platform/database/unit-of-work';
import { DirectoryRepository, type Person } from '../directory';
import { BeginWithNothing } from './begin-with-nothing';
import { freeHandle, handleFrom } from './domain/handle';
import { takingFault } from './domain/taking-fault';

export interface Newcomer {
  /** As it names them: a handle, or an e-mail address that one is made of. */
  readonly userName: string;
  readonly email: string;
}

/**
 * Whom the provisioning system means by a name that it has not used before: somebody who is there, somebody who comes back to a name that was
 * left, or somebody new. Found by the handle or the e-mail address as a whole, never by a part of one.
 */
@Injectable()
export class TakePerson {
  constructor(
    private readonly directory: DirectoryRepository,
    private readonly beginning: BeginWithNothing,
  ) {}

  /** Who it is, and undefined for somebody new. */
  async find(tx: Tx, { userName, email }: Newcomer): Promise<Person | undefined> {
    const byName = await this.directory.findByName(tx, userName);
    const byEmail = await this.directory.findByName(tx, email);
    const fault = takingFault({ byName, byEmail }, email, 'scim');
    if (fault) throw fault;
    return byName ?? byEmail;
  }

  /** The id and handle to write under. */
  async take(tx: Tx, newcomer: Newcomer, found: Person | undefined): Promise<Pick<Person, 'id' | 'handle'>> {
    if (found === undefined) return { id: newId(), handle: await this.freeHandle(tx, newcomer.userName) };
    if (found.source === 'none') await this.beginning.run(tx, found.id);
    return found;
  }

  private async freeHandle(tx: Tx, userName: string): Promise<string> {
    const taken = await this.directory.handlesFrom(tx, handleFrom(userName));
    return freeHandle(userName, new Set(taken));
  }
}
