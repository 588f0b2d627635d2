import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/unit-of-work';
import { changeSettled } from './policy-change-events';
import { PolicyChangeRepository } from './policy-change.repository';
import { TellOfChange } from './tell-of-change';

/** What was planned against rules that are not in force any more would do something else than was shown. */
@Injectable()
export class VoidChanges {
  constructor(
    private readonly repository: PolicyChangeRepository,
    private readonly tell: TellOfChange,
  ) {}

  /** Within the transaction that puts another file in force. */
  async overtaken(tx: Tx, digest: string): Promise<void> {
    for (const { id } of await this.repository.open(tx)) {
      const change = await this.repository.lock(tx, id);
      const because =
        change.fileDigest === digest
          ? 'This very file came into force another way.'
          : 'Other rules came into force first, so the difference that was shown is not what would happen.';
      await this.repository.settle(tx, change, 'void', { by: null, because });
      tx.record(changeSettled('policy.change_void', change, because));
      await this.tell.over(tx, change, because);
    }
  }
}
