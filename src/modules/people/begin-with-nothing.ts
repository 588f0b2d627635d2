import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work';
import { DirectoryRepository } from '../directory';
import { ForgetCredentials } from '../identity';

/**
 * Whoever comes back under a name that somebody has left begins with nothing of before, whichever source names them: the next
 * holder of a name is often another human being. To be run before the source writes what it says of them.
 */
@Injectable()
export class BeginWithNothing {
  constructor(
    private readonly directory: DirectoryRepository,
    private readonly credentials: ForgetCredentials,
  ) {}

  async run(tx: Tx, personId: string): Promise<void> {
    await this.credentials.of(tx, personId);
    for (const source of ['file', 'scim', 'csv', 'web'] as const)
      await this.directory.setPrerequisites(tx, personId, source, []);
  }
}
