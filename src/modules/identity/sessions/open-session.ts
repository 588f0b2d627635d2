import { Injectable } from '@nestjs/common';
import type { Redacted } from '../../../kernel';
import { hashToken, newToken } from '../../../platform/crypto/token';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { Caller } from '../caller';
import { firstFactorAccepted, signedIn, signedOut } from '../identity-events';
import type { FirstFactor, PriorSession } from './web-session';
import { type SecondFactorStanding, WebSessionRepository } from './web-session.repository';

export interface SessionOpening {
  readonly personId: string;
  readonly firstFactor: FirstFactor;
  readonly secondFactor: SecondFactorStanding;
  /** Who vouched for the first factor, where somebody did. */
  readonly identityProviderId?: string;
  /** The password that it begins with is past its time. */
  readonly owesNewPassword?: boolean;
  /** The one that this browser had before; it ends. */
  readonly prior?: PriorSession;
}

/** Opens a session for somebody who has just proved a first factor, however that was. */
@Injectable()
export class OpenSession {
  constructor(private readonly sessions: WebSessionRepository) {}

  /** The new session's token. */
  async run(tx: Tx, caller: Caller, opening: SessionOpening): Promise<Redacted<string>> {
    const { personId, firstFactor, secondFactor, identityProviderId, owesNewPassword, prior } = opening;
    if (prior && (await this.sessions.end(tx, prior.id, 'signed-in-again'))) {
      tx.record(signedOut(prior.personId, prior.id, 'signed-in-again'));
    }
    const { address, userAgent } = caller;
    const token = newToken();
    const sessionId = await this.sessions.open(tx, {
      personId,
      tokenHash: hashToken(token.reveal()),
      firstFactor,
      secondFactor,
      identityProviderId,
      owesNewPassword,
      address,
      userAgent,
    });
    const who = { personId, sessionId, userAgent };
    tx.record(secondFactor === 'owed' ? firstFactorAccepted(who, firstFactor) : signedIn(who, [firstFactor]));
    return token;
  }
}
