import { Injectable } from '@nestjs/common';
import type { Redacted } from '../../../kernel';
import { hashToken, newToken } from '../../../platform/crypto/token';
import type { Tx } from '../../../platform/database/unit-of-work';
import { AccountLinkRepository } from '../accounts/account-link.repository';
import type { Caller } from '../caller';
import { beginsHold, type EnrolmentBasis } from '../domain/factor-rules';
import { signedIn } from '../identity-events';
import { sessionOver } from '../refusals';
import { SettleNewCredential } from '../passwords/settle-new-credential';
import type { WebSession } from '../sessions/web-session';
import { WebSessionRepository } from '../sessions/web-session.repository';
import { type EnrolledFactor, factorEnrolled } from './factor-events';
import { HoldPrivileges } from './hold-privileges';
import { MakeRecoveryCodes } from './make-recovery-codes';

export interface Admitted {
  /** Undefined when a request that ran beside this one has turned the token already. */
  readonly sessionToken?: Redacted<string>;
  /** Of a first factor; shown once. */
  readonly recoveryCodes?: readonly Redacted<string>[];
}

/** What follows when a factor was enrolled, whatever its kind. */
@Injectable()
export class AdmitFactor {
  constructor(
    private readonly sessions: WebSessionRepository,
    private readonly settle: SettleNewCredential,
    private readonly holds: HoldPrivileges,
    private readonly links: AccountLinkRepository,
    private readonly recoveryCodes: MakeRecoveryCodes,
  ) {}

  async run(
    tx: Tx,
    caller: Caller,
    session: WebSession,
    factor: EnrolledFactor,
    basis: EnrolmentBasis,
  ): Promise<Admitted> {
    const { personId } = session;
    tx.record(factorEnrolled(personId, factor, basis));
    if (beginsHold(basis)) await this.holds.begin(tx, personId, { cause: 'first-factor' });
    if (basis === 'administrator') await this.links.settleHandOver(tx, personId);
    const sessionToken = await this.renew(tx, caller, session, factor);
    await this.settle.run(tx, personId, 'second-factor', session.id);
    if (basis === 'existing-factor') return { sessionToken };
    return { sessionToken, recoveryCodes: await this.recoveryCodes.run(tx, personId) };
  }

  /** The session goes on with a new token; one that waited for this becomes a full one. */
  private async renew(
    tx: Tx,
    caller: Caller,
    session: WebSession,
    factor: EnrolledFactor,
  ): Promise<Redacted<string> | undefined> {
    const token = newToken();
    const hash = hashToken(token.reveal());
    const { id: sessionId, personId, state } = session;
    if (state === 'enrolment-required') {
      const firstFactor = await this.sessions.promote(tx, session, hash);
      if (firstFactor === undefined) throw sessionOver();
      tx.record(signedIn({ personId, sessionId, userAgent: caller.userAgent }, [firstFactor, factor.kind]));
      return token;
    }
    const rotated = await this.sessions.rotate(tx, session, hash);
    if (rotated === undefined) throw sessionOver();
    await this.sessions.noteSecondFactor(tx, sessionId);
    return rotated ? token : undefined;
  }
}
