import { Injectable } from '@nestjs/common';
import { addSeconds, type Redacted } from '../../../kernel';
import { hashToken, newToken } from '../../../platform/crypto/token';
import type { Tx } from '../../../platform/database/unit-of-work';
import { ApiTokenRepository } from '../tokens/api-token.repository';
import type { Caller } from '../caller';
import { STEP_UP_SECONDS } from '../domain/step-up-rules';
import { steppedUp } from '../identity-events';
import type { FactorProof } from '../factors/factor-proof';
import { sessionOver, tokenOver } from '../refusals';
import { SecondFactorCheck } from '../sign-in/second-factor-check';
import { type StepUpBinding, type StepUpHolder, StepUpRepository } from './step-up.repository';
import type { WebSession } from '../sessions/web-session';
import { WebSessionRepository } from '../sessions/web-session.repository';

export interface ProvedStepUp {
  readonly stepUpToken: Redacted<string>;
  readonly expiresAt: Date;
  /** The session's new token; undefined when a request that ran beside this one has turned it already. */
  readonly sessionToken?: Redacted<string>;
}

/** Trades a fresh second factor for a token that is good for one action on one thing as it was shown, once. */
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
    proof: FactorProof,
  ): Promise<ProvedStepUp> {
    const { personId, credential } = holder;
    const demand = { personId, holderId: credential.id, action: binding };
    return this.check.run(caller, demand, proof, async (tx, factor) => {
      const sessionToken = session && (await this.rotate(tx, session));
      if (!session && !(await this.tokens.lockOpen(tx, credential.id))) throw tokenOver('ended');
      const stepUpToken = newToken();
      const receipt = { tokenHash: hashToken(stepUpToken.reveal()), factor };
      const id = await this.stepUps.save(tx, holder, binding, receipt);
      tx.record(steppedUp(personId, id, binding, factor));
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
