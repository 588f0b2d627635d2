import { Inject, Injectable } from '@nestjs/common';
import type { Redacted } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { UnitOfWork, type Tx } from '../../../platform/database/unit-of-work';
import { AttemptWindows } from './attempt-window';
import { asPerson, type Caller } from '../caller';
import { CredentialRepository } from '../passwords/credential.repository';
import { isPastItsTime } from '../domain/password-age';
import { isTooShort } from '../domain/password-rules';
import { OpenSession } from '../sessions/open-session';
import { PasswordCheck, type ProvedPassword, type TypedCredentials } from './password-check';
import { mustHaveSecondFactor } from '../factors/second-factor-duty';
import { PasswordHasher } from '../passwords/password-hasher';
import { wrongCredentials } from '../refusals';
import type { PriorSession } from '../sessions/web-session';

/**
 * The first factor: a session that is complete for those who have no second one and need none, and half done for the
 * others: it gives the second factor, or enrols the first one where they must have it.
 */
@Injectable()
export class SignInWithPassword {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly check: PasswordCheck,
    private readonly hasher: PasswordHasher,
    private readonly credentials: CredentialRepository,
    private readonly attempts: AttemptWindows,
    private readonly opening: OpenSession,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** The token of the new session. The one that this browser had before ends. */
  run(caller: Caller, typed: TypedCredentials, prior?: PriorSession): Promise<Redacted<string>> {
    // Outermost, so that being busy costs nobody an attempt.
    return this.hasher.inTurn(async () => {
      const proved = await this.check.run(caller, typed);
      const stronger = this.hasher.isWeak(proved.hash) ? await this.hasher.hash(typed.password) : undefined;
      return this.uow.run(asPerson(caller, proved.person.id), async (tx) => {
        await this.settlePassword(tx, proved, stronger);
        const { id, jobRoles } = proved.person;
        const owed = proved.hasSecondFactor || (await mustHaveSecondFactor(tx, id, jobRoles, tx.now));
        return this.opening.run(tx, caller, {
          personId: id,
          firstFactor: 'password',
          secondFactor: owed ? 'owed' : 'none',
          owesNewPassword:
            isPastItsTime(proved.changedAt, this.environment.passwords.maximumAgeDays, tx.now) ||
            // Chosen beside a second factor that was removed since. Only now is its length seen.
            isTooShort(typed.password.reveal(), owed),
          prior,
        });
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
}
