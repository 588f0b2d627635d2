import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import type { RuleChangesState } from '../plan/policy-state';

/** How the rules themselves change, as the file in force says. Stands beside the organisation, of which there is one. */
@Injectable()
export class RuleChangesRepository {
  /** undefined where no file was ever applied. */
  find(from: Reader): Promise<RuleChangesState | undefined> {
    return from.first<RuleChangesState>(
      'SELECT circle_delay_seconds AS "circleDelay", without_approval AS "withoutApproval" FROM organisation',
    );
  }

  async save(tx: Tx, { circleDelay, withoutApproval }: RuleChangesState): Promise<void> {
    await tx.query('UPDATE organisation SET circle_delay_seconds = $1, without_approval = $2', [
      circleDelay,
      withoutApproval,
    ]);
  }
}
