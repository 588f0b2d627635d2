import { Injectable } from '@nestjs/common';
import { conflict } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { STEP_UP_SECONDS } from '../domain/step-up-rules';
import { StepUpService } from '../step-up/step-up.service';
import { browserStepUpConfirmed, browserStepUpRefused } from './browser-step-up-events';
import { type BrowserStepUp, BrowserStepUpRepository } from './browser-step-up.repository';

/**
 * Hands a second factor that was given in the browser on to the program that asked for it: the session's step-up, for the
 * very same action and digest, is used up here, and the program fetches one of its own. To refuse needs none.
 */
@Injectable()
export class DecideBrowserStepUp {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly browserStepUps: BrowserStepUpRepository,
    private readonly stepUps: StepUpService,
  ) {}

  confirm(
    actor: Actor,
    principal: Principal,
    asked: BrowserStepUp,
    stepUpToken: string | undefined,
  ): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const { action, subjectId, digest } = asked;
      const given = await this.stepUps.consume(tx, principal, stepUpToken, {
        action,
        subjectId,
        digest,
        maxAgeSeconds: STEP_UP_SECONDS,
      });
      if (!(await this.browserStepUps.confirm(tx, asked.id, given))) throw decidedAlready();
      tx.record(browserStepUpConfirmed(asked));
    });
  }

  refuse(actor: Actor, asked: BrowserStepUp): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      if (!(await this.browserStepUps.refuse(tx, asked.id))) throw decidedAlready();
      tx.record(browserStepUpRefused(asked));
    });
  }
}

const decidedAlready = () =>
  conflict(
    'identity.browser_step_up_decided',
    'This was answered already, or has run out. Start the command again.',
  );
