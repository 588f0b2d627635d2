import { Injectable } from '@nestjs/common';
import { conflict, type Redacted } from '../../../kernel';
import { hashToken, newToken } from '../../../platform/crypto/token';
import type { Caller } from '../caller';
import { signedIn } from '../identity-events';
import { sessionOver } from '../refusals';
import type { FactorProof } from '../factors/factor-proof';
import { SecondFactorCheck } from './second-factor-check';
import type { WebSession } from '../sessions/web-session';
import { WebSessionRepository } from '../sessions/web-session.repository';

/** Completes a session that owes its second factor. */
@Injectable()
export class GiveSecondFactor {
  constructor(
    private readonly check: SecondFactorCheck,
    private readonly sessions: WebSessionRepository,
  ) {}

  /** The session's new token; the old one is worth nothing any more. */
  run(caller: Caller, session: WebSession, proof: FactorProof): Promise<Redacted<string>> {
    if (session.state !== 'second-factor-required') {
      throw conflict('identity.second_factor_not_asked', 'You are signed in already.');
    }
    const { id: sessionId, personId } = session;
    return this.check.run(caller, { personId, holderId: sessionId }, proof, async (tx, factor) => {
      const token = newToken();
      const firstFactor = await this.sessions.promote(tx, session, hashToken(token.reveal()));
      if (firstFactor === undefined) throw sessionOver();
      tx.record(signedIn({ personId, sessionId, userAgent: caller.userAgent }, [firstFactor, factor]));
      return token;
    });
  }
}
