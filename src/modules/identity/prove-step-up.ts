import { Injectable } from '@nestjs/common';
import { addSeconds, type Redacted } from '../../kernel';
import { hashToken, newToken } from '../../platform/crypto/token';
import type { Tx } from '../../platform/database/unit-of-work';
import { ApiTokenRepository } from './api-token.repository';
import type { Caller } from './caller';
import { STEP_UP_SECONDS } from './domain/step-up-rules';
import { steppedUp } from './identity-events';
import { sessionOver, tokenOver } from './refusals';
import { SecondFactorCheck, TOTP } from './second-factor-check';
import { type StepUpBinding, type StepUpHolder, StepUpRepository } from './step-up.repository';
import type { WebSession } from './web-session';
import { WebSessionRepository } from './web-session.repository';

export interface ProvedStepUp {
  readonly stepUpToken: Redacted<string>;
  readonly expiresAt: Date;
  /** The session's new token; undefined when a request that ran beside this one has turned it already. */
  readonly sessionToken?: Redacted<string>;
}

/** Trades a fresh code for a token that is good for one action on one thing as it was shown, once. */
@Injectable()
export class ProveStepUp {
  constructor(
    private readonly check: SecondFactorCheck,
    private readonly sessions: WebSessionRepository,
    private readonly stepUps: StepUpRepository,
    private readonly tokens: ApiTokenRepository,
  ) {}

  /** Without a session for a program, whose token stays as it is: nobody types it, and no page can fix it beforehand. */
  run(
    caller: Caller,
    holder: StepUpHolder,
    session: WebSession | undefined,
    binding: StepUpBinding,
    code: string,
  ): Promise<ProvedStepUp> {
    const { personId, credential } = holder;
    return this.check.run(caller, personId, code, async (tx) => {
      const sessionToken = session && (await this.rotate(tx, session));
      if (!session && !(await this.tokens.lockOpen(tx, credential.id))) throw tokenOver('ended');
      const stepUpToken = newToken();
      const proof = { tokenHash: hashToken(stepUpToken.reveal()), factor: TOTP };
      const id = await this.stepUps.save(tx, holder, binding, proof);
      tx.record(steppedUp(personId, id, binding, TOTP));
      return { stepUpToken, expiresAt: addSeconds(tx.now, STEP_UP_SECONDS), sessionToken };
    });
  }

  private async rotate(tx: Tx, session: WebSession): Promise<Redacted<string> | undefined> {
    const sessionToken = newToken();
    const rotated = await this.sessions.rotate(tx, session, hashToken(sessionToken.reveal()));
    if (rotated === undefined) throw sessionOver();
    return rotated ? sessionToken : undefined;
  }
}
