import { Inject, Injectable } from '@nestjs/common';
import { addSeconds, type Clock, conflict, forbidden, gone, notFound, type Redacted } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { hashToken, newToken } from '../../../platform/crypto/token';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { ApiTokenRepository } from '../tokens/api-token.repository';
import { ASK_AGAIN_SECONDS, browserStepUpState } from '../domain/browser-step-up-rules';
import { STEP_UP_SECONDS } from '../domain/step-up-rules';
import { tokenOver } from '../refusals';
import { type StepUpHolder, StepUpRepository } from '../step-up/step-up.repository';
import { browserStepUpFetched } from './browser-step-up-events';
import { BrowserStepUpRepository } from './browser-step-up.repository';

export interface FetchedStepUp {
  readonly stepUpToken: Redacted<string>;
  readonly expiresAt: Date;
}

/** Trades what was confirmed in the browser for a step-up of the program's token, once. Its age counts from the factor. */
@Injectable()
export class FetchBrowserStepUp {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly browserStepUps: BrowserStepUpRepository,
    private readonly stepUps: StepUpRepository,
    private readonly tokens: ApiTokenRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(actor: Actor, holder: StepUpHolder, id: string): Promise<FetchedStepUp> {
    const asked = await this.browserStepUps.ofToken(this.uow.reader, id, holder.credential.id);
    if (!asked) throw notAsked();
    const state = browserStepUpState(asked, this.clock.now());
    if (state === 'waiting') throw stillWaiting();
    if (state === 'refused') throw refused();
    if (state === 'over') throw ranOut();
    return this.fetch(actor, holder, id);
  }

  private fetch(actor: Actor, holder: StepUpHolder, id: string): Promise<FetchedStepUp> {
    const stepUpToken = newToken();
    return this.uow.run(actor, async (tx) => {
      const { personId, credential } = holder;
      const fetched = await this.browserStepUps.fetch(tx, id, credential.id);
      if (!fetched) throw ranOut();
      // After it, as where all sessions of a person end: neither waits for the other.
      if (!(await this.tokens.lockOpen(tx, credential.id))) throw tokenOver('ended');
      const { factor, verifiedAt, ...binding } = fetched;
      const receipt = { tokenHash: hashToken(stepUpToken.reveal()), factor, verifiedAt };
      const stepUpId = await this.stepUps.save(tx, holder, binding, receipt);
      tx.record(browserStepUpFetched(id, stepUpId, { ...binding, personId, apiTokenId: credential.id }));
      return { stepUpToken, expiresAt: addSeconds(verifiedAt, STEP_UP_SECONDS) };
    });
  }
}

/** The codes are those of RFC 8628 § 3.5, as at the signing in of a command line. */
const stillWaiting = () =>
  conflict('authorization_pending', 'Nobody has confirmed this yet. Ask again.', {
    retryAfterSeconds: ASK_AGAIN_SECONDS,
  });

const refused = () => forbidden('access_denied', 'This was refused in the browser.');

const ranOut = () =>
  gone('expired_token', 'This was not confirmed in time, or was fetched already. Start again.');

const notAsked = () => notFound('identity.unknown_browser_step_up', 'This token waits for no such thing.');
