import type { PersonKeys } from '../../../platform/crypto/person-keys';
import type { Actor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import type { UnitOfWork } from '../../../platform/database/unit-of-work';

/**
 * Makes every personal value about somebody unreadable, in every copy of the trail, by erasing the one key that opens
 * them. Events, proofs and exports stay as they are. There is no way back.
 */
export class ErasePersonalData {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly personKeys: PersonKeys,
  ) {}

  /** @returns false when it was done before */
  run(actor: Actor, personId: string, reason: string): Promise<boolean> {
    return this.uow.run(actor, async (tx) => {
      const erased = await this.personKeys.erase(
        (sql, parameters) => tx.query(sql, parameters),
        personId,
        tx.now,
      );
      tx.record({
        type: 'audit.personal_data_erased',
        subject: { kind: 'person', id: personId },
        severity: 'notice',
        data: { reason: open(reason), alreadyErased: open(!erased) },
      });
      return erased;
    });
  }
}
