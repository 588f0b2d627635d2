import { Inject, Injectable } from '@nestjs/common';
import { addSeconds, type Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { DirectoryRepository } from '../../directory';
import { asPerson, type Caller } from '../caller';
import { CredentialRepository } from '../passwords/credential.repository';
import type { TotpEnrolment } from './enrol-totp';
import { IdentityKeys } from '../identity-keys';
import { matchingStep, newSeed, otpauthUri } from './totp';
import type { WebSession } from '../sessions/web-session';
import { AdmitFactor, type Admitted } from './admit-factor';
import { EnrolmentAuthority } from './enrolment-authority';
import { EnrolmentRepository } from './enrolment.repository';
import { enrolmentBegun } from './factor-events';
import { codeDoesNotFit, enrolmentOver } from './factor-refusals';

/** How long a shown seed waits for its first code. */
const SEED_SHOWN_SECONDS = 900;

/** An authenticator app, by the person: a seed is shown, and counts once a code of it has come back. */
@Injectable()
export class EnrolAuthenticator {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly credentials: CredentialRepository,
    private readonly enrolments: EnrolmentRepository,
    private readonly authority: EnrolmentAuthority,
    private readonly admit: AdmitFactor,
    private readonly keys: IdentityKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The authenticator that the person has stays good until the new one is confirmed. */
  begin(caller: Caller, session: WebSession, stepUpToken: string | undefined): Promise<TotpEnrolment> {
    const { personId } = session;
    return this.uow.run(asPerson(caller, personId), async (tx) => {
      const basis = await this.authority.begin(tx, session, stepUpToken);
      const { handle } = await this.directory.person(tx, personId);
      const seed = newSeed();
      const sealedSeed = this.keys.sealSeed(personId, seed);
      await this.enrolments.saveTotp(
        tx,
        session,
        { sealedSeed, basis },
        addSeconds(tx.now, SEED_SHOWN_SECONDS),
      );
      tx.record(enrolmentBegun(personId, 'totp', basis));
      return { seed, otpauthUri: otpauthUri(seed, handle) };
    });
  }

  /** Whoever types the code has the seed before them, so nothing can be guessed and no attempt is counted. */
  async confirm(caller: Caller, session: WebSession, code: string): Promise<Admitted> {
    const { personId } = session;
    const now = this.clock.now();
    const begun = await this.enrolments.totpOf(this.uow.reader, session, now);
    if (!begun) throw enrolmentOver();
    const { sealedSeed } = begun;
    const step = matchingStep(this.keys.openSeed(personId, sealedSeed), code, now);
    if (step === undefined) throw codeDoesNotFit();
    return this.uow.run(asPerson(caller, personId), async (tx) => {
      const basis = await this.authority.basis(tx, session);
      const taken = await this.enrolments.takeTotp(tx, session, sealedSeed);
      // What it was begun on must still be so: who got a factor meanwhile gives it first.
      if (!taken || basis !== begun.basis) throw enrolmentOver();
      await this.credentials.saveTotpFactor(tx, personId, sealedSeed, step);
      return this.admit.run(tx, caller, session, { kind: 'totp' }, basis);
    });
  }
}
