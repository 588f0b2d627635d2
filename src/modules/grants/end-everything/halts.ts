import { Injectable } from '@nestjs/common';
import { conflict, gone } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import { haltRefusal } from '../domain/bulk-scope';
import type { Grant } from '../grant';
import { HaltRepository } from './halt.repository';

/**
 * What a halt forbids. Asked inside the transaction that approves or issues, while it holds the policy: a halt is placed
 * by a change of the policy, so either this sees it, or it waits for this and then ends what this made.
 */
@Injectable()
export class Halts {
  constructor(private readonly halts: HaltRepository) {}

  async assertNone(tx: Tx, personId: string, profileId: string): Promise<void> {
    const scope = await this.halts.against(tx, personId, profileId);
    if (!scope) return;
    const { code, sentence } = haltRefusal(scope);
    throw conflict(code, sentence);
  }

  /** Besides a halt: a grant whose end was asked for with many others, though its turn has not come yet. */
  async assertMayIssue(tx: Tx, { id, personId, profileId }: Grant): Promise<void> {
    await this.assertNone(tx, personId, profileId);
    if (await this.halts.isListedToEnd(tx, id))
      throw gone('grants.already_ended', 'This grant has ended. Ask for access again.');
  }
}
