import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { PolicyChangeRepository } from './policy-change.repository';
import { SettleChange } from './settle-change';

export const SETTLE_CHANGES = 'policy.settle_changes';

const SETTLER = systemActor(SETTLE_CHANGES);

/**
 * Puts changes of the rules in force whose moment has come, and closes those that nobody approved in time. Woken at that moment
 * and every minute. Each is a transaction of its own under the policy's lock, so of two workers the second finds nothing to do.
 */
@WorkerJob()
@Injectable()
export class SettleChangesJob implements Job {
  readonly name = SETTLE_CHANGES;
  readonly schedule = '* * * * *';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly changes: PolicyChangeRepository,
    private readonly settle: SettleChange,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(): Promise<void> {
    for (const { id } of await this.changes.open(this.uow.reader)) {
      try {
        await this.settle.run(SETTLER, id);
      } catch (error) {
        // What the database refuses stays approved and is tried again; the others go on.
        this.logger.error(
          { changeId: id, code: error instanceof DomainError ? error.code : undefined, err: error },
          'A change of the rules could not be put in force.',
        );
      }
    }
  }
}
