import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work';
import { DirectoryRepository } from '../directory';
import { EndWhatWasLost } from './end-what-was-lost';
import { personEvents } from './person-events';

/** A change that a source other than the policy file makes: told in the trail, with the end of whatever it takes away. */
@Injectable()
export class ChangePeople {
  constructor(
    private readonly directory: DirectoryRepository,
    private readonly ended: EndWhatWasLost,
  ) {}

  /** `because` names the source in the trail. The caller holds the policy's lock. */
  async around(tx: Tx, because: string, ids: readonly string[], change: () => Promise<void>): Promise<void> {
    const before = await this.directory.peopleAmong(tx, ids);
    await change();
    const after = await this.directory.peopleAmong(tx, ids);
    const earlier = new Map(before.map((person) => [person.id, person]));
    for (const person of after) {
      for (const event of personEvents(earlier.get(person.id), person, because)) tx.record(event);
    }
    await this.ended.run(tx, { before, after });
  }
}
