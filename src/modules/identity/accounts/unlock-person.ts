import { Injectable } from '@nestjs/common';
import { digestOf } from '../../../platform/crypto/digest';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { DirectoryRepository, humanOf } from '../../directory';
import { AttemptWindows } from '../sign-in/attempt-window';
import { notForYourself } from '../factors/factor-refusals';
import { StepUpService } from '../step-up/step-up.service';
import { unlocked } from './account-events';

export const UNLOCK = 'people.unlock';

export const unlockDigest = (personId: string): string => digestOf({ action: UNLOCK, personId });

/** Forgets the wrong attempts of somebody who would have to wait. What they have to prove stays the same. */
@Injectable()
export class UnlockPerson {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly attempts: AttemptWindows,
    private readonly stepUps: StepUpService,
  ) {}

  run(actor: Actor, principal: Principal, personId: string, stepUpToken: string | undefined): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const person = await this.directory.person(tx, personId);
      const oneself = await this.directory.person(tx, principal.personId);
      if (humanOf(person) === humanOf(oneself)) throw notForYourself();
      await this.stepUps.consume(tx, principal, stepUpToken, {
        action: UNLOCK,
        subjectId: person.id,
        digest: unlockDigest(person.id),
        maxAgeSeconds: 300,
      });
      tx.record(unlocked(person.id, await this.attempts.clearAllOf(tx, person.id)));
    });
  }
}
