import { Injectable } from '@nestjs/common';
import type { Redacted } from '../../kernel';
import { hashToken, newToken } from '../../platform/crypto/token';
import { UnitOfWork, type Tx } from '../../platform/database/unit-of-work';
import { AttemptWindows } from './attempt-window';
import { asPerson, type Caller } from './caller';
import { CredentialRepository } from './credential.repository';
import { firstFactorAccepted, signedIn, signedOut } from './identity-events';
import { PasswordCheck, type ProvedPassword, type TypedCredentials } from './password-check';
import { PasswordHasher } from './password-hasher';
import { wrongCredentials } from './refusals';
import { WebSessionRepository } from './web-session.repository';

export interface PriorSession {
  readonly id: string;
  readonly personId: string;
}

/** The first factor: a session that is complete for those who have no second one and half done for the others. */
@Injectable()
export class SignInWithPassword {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly check: PasswordCheck,
    private readonly hasher: PasswordHasher,
    private readonly credentials: CredentialRepository,
    private readonly attempts: AttemptWindows,
    private readonly sessions: WebSessionRepository,
  ) {}

  /** The token of the new session. The one that this browser had before ends. */
  run(caller: Caller, typed: TypedCredentials, prior?: PriorSession): Promise<Redacted<string>> {
    // Outermost, so that being busy costs nobody an attempt.
    return this.hasher.inTurn(async () => {
      const proved = await this.check.run(caller, typed);
      const stronger = this.hasher.isWeak(proved.hash) ? await this.hasher.hash(typed.password) : undefined;
      return this.uow.run(asPerson(caller, proved.person.id), async (tx) => {
        await this.settlePassword(tx, proved, stronger);
        if (prior && (await this.sessions.end(tx, prior.id, 'signed-in-again'))) {
          tx.record(signedOut(prior.personId, prior.id, 'signed-in-again'));
        }
        return this.open(tx, caller, proved);
      });
    });
  }

  /** A password that was changed while it was being compared opens nothing. */
  private async settlePassword(tx: Tx, proved: ProvedPassword, stronger: string | undefined): Promise<void> {
    const { person, hash, bucket } = proved;
    if (!(await this.credentials.lockPassword(tx, person.id, hash))) throw wrongCredentials();
    if (stronger) await this.credentials.replaceHash(tx, person.id, stronger);
    await this.attempts.clear(tx, bucket);
  }

  private async open(tx: Tx, caller: Caller, proved: ProvedPassword): Promise<Redacted<string>> {
    const { address, userAgent } = caller;
    const personId = proved.person.id;
    const token = newToken();
    const sessionId = await this.sessions.open(tx, {
      personId,
      tokenHash: hashToken(token.reveal()),
      awaitsSecondFactor: proved.hasSecondFactor,
      address,
      userAgent,
    });
    const who = { personId, sessionId, userAgent };
    tx.record(proved.hasSecondFactor ? firstFactorAccepted(who) : signedIn(who, ['password']));
    return token;
  }
}
