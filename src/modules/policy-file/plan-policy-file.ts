import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { CheckedPolicyFile } from './check-policy-file';
import type { Change } from './plan/change';
import { planChanges } from './plan/plan';
import { desiredState } from './plan/policy-state';
import { ReadPolicyState } from './state/read-policy-state';

/** What applying a file would change. Changes nothing. */
@Injectable()
export class PlanPolicyFile {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly stored: ReadPolicyState,
  ) {}

  async run({ file }: CheckedPolicyFile): Promise<readonly Change[]> {
    const { state } = await this.stored.read(this.uow.reader);
    return planChanges(state, desiredState(file));
  }
}
