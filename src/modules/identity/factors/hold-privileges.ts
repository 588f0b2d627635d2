import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import type { Tx } from '../../../platform/database/unit-of-work';
import { type HoldBeginning, holdUntil } from '../domain/privilege-hold';
import { privilegesHeld } from './factor-events';
import { PrivilegeHoldRepository } from './privilege-hold.repository';

/** Makes somebody's privileged use wait, so that those around them hear of a new factor before it opens anything. */
@Injectable()
export class HoldPrivileges {
  constructor(
    private readonly holds: PrivilegeHoldRepository,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async begin(tx: Tx, personId: string, beginning: HoldBeginning): Promise<void> {
    const until = holdUntil(tx.now, this.environment.newFactorHoldSeconds);
    if (!until) return;
    await this.holds.begin(tx, personId, beginning, until);
    tx.record(privilegesHeld(personId, beginning.cause, until));
  }
}
