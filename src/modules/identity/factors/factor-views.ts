import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { iso, isoOrNull } from '../../../platform/http/shapes';
import type { Principal } from '../../../platform/http/principal';
import { CredentialRepository, type TotpFactor } from '../passwords/credential.repository';
import type { FactorKind } from '../domain/factor-rules';
import type { PrivilegeHold } from '../domain/privilege-hold';
import type { WebSession } from '../sessions/web-session';
import { addFactorDemand, makeRecoveryCodesDemand, removeFactorDemand } from './factor-digests';
import { factorStanding } from './factor-standing';
import type { myFactors } from './factors.dto';
import { type Passkey, PasskeyRepository } from './passkey.repository';
import { PrivilegeHoldRepository } from './privilege-hold.repository';
import { RecoveryCodeRepository } from './recovery-code.repository';
import { mustHaveSecondFactor } from './second-factor-duty';
import { AUTHENTICATOR_NAME } from './remove-factor';
import { WebAuthn } from './webauthn';

type MyFactors = z.input<typeof myFactors>;

interface SessionFactors {
  readonly secondFactors: FactorKind[];
  readonly enrolmentAllowed: boolean;
  readonly hold: MyFactors['hold'];
}

/** What people see of their own second factors. */
@Injectable()
export class FactorViews {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly credentials: CredentialRepository,
    private readonly passkeys: PasskeyRepository,
    private readonly recoveryCodes: RecoveryCodeRepository,
    private readonly holds: PrivilegeHoldRepository,
    private readonly webAuthn: WebAuthn,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async mine({ personId, jobRoles }: Principal): Promise<MyFactors> {
    const from = this.uow.reader;
    const now = this.clock.now();
    const [totp, passkeys, codes, hold, required] = await Promise.all([
      this.credentials.totpFactor(from, personId),
      this.passkeys.of(from, personId),
      this.recoveryCodes.of(from, personId),
      this.holds.of(from, personId, now),
      mustHaveSecondFactor(from, personId, jobRoles, now),
    ]);
    return {
      passkeysPossible: this.webAuthn.possible,
      required,
      authenticator: totp ? authenticatorView(personId, totp) : null,
      passkeys: passkeys.map(passkeyView),
      recoveryCodes: {
        left: codes.left,
        madeAt: isoOrNull(codes.madeAt),
        makeDigest: makeRecoveryCodesDemand(personId).digest,
      },
      addDigest: addFactorDemand(personId).digest,
      hold: holdView(hold),
    };
  }

  /** What the pages for signing in and confirming have to offer. */
  async ofSession(session: WebSession | undefined): Promise<SessionFactors> {
    if (!session) return { secondFactors: [], enrolmentAllowed: false, hold: null };
    const { personId, enrolmentBasis, jobRoles, state } = session;
    const now = this.clock.now();
    const standing = await factorStanding(this.uow.reader, personId, now);
    const secondFactors: FactorKind[] = [];
    if (standing.passkey && this.webAuthn.possible) secondFactors.push('passkey');
    if (standing.totp) secondFactors.push('totp');
    if (standing.recoveryCode) secondFactors.push('recovery-code');
    return {
      secondFactors,
      enrolmentAllowed: state === 'enrolment-required' && enrolmentBasis !== null,
      // Said on every page to whom it concerns; anybody else is told where they are refused.
      hold:
        state === 'signed-in' &&
        standing.hold &&
        (await mustHaveSecondFactor(this.uow.reader, personId, jobRoles, now))
          ? holdView(standing.hold)
          : null,
    };
  }
}

export const holdView = (hold: PrivilegeHold | undefined): MyFactors['hold'] =>
  hold ? { cause: hold.cause, until: iso(hold.until) } : null;

const authenticatorView = (
  personId: string,
  { enrolledAt, lastUsedAt }: TotpFactor,
): MyFactors['authenticator'] => ({
  enrolledAt: iso(enrolledAt),
  lastUsedAt: isoOrNull(lastUsedAt),
  removeDigest: removeFactorDemand(personId, { id: personId, name: AUTHENTICATOR_NAME }).digest,
});

const passkeyView = (passkey: Passkey): MyFactors['passkeys'][number] => ({
  id: passkey.id,
  name: passkey.name,
  synced: passkey.synced,
  enrolledAt: iso(passkey.enrolledAt),
  lastUsedAt: isoOrNull(passkey.lastUsedAt),
  counterFellAt: isoOrNull(passkey.counterFellAt),
  removeDigest: removeFactorDemand(passkey.personId, passkey).digest,
});
