import { Inject, Injectable } from '@nestjs/common';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { DirectoryRepository } from '../../directory';
import { asPerson, type Caller } from '../caller';
import type { EnrolmentBasis } from '../domain/factor-rules';
import type { WebSession } from '../sessions/web-session';
import { AdmitFactor, type Admitted } from './admit-factor';
import { EnrolmentAuthority } from './enrolment-authority';
import { enrolmentBegun } from './factor-events';
import { challengeOver, passkeyNotTaken } from './factor-refusals';
import { PasskeyChallenges } from './passkey-challenges';
import { PasskeyRepository } from './passkey.repository';
import { clientDataOf, WebAuthn } from './webauthn';

const binding = ({ id: sessionId, personId }: WebSession, basis: EnrolmentBasis) =>
  ({ purpose: 'register', personId, sessionId, basis }) as const;

/** A passkey, by the person; as many as they like, each with a name. */
@Injectable()
export class EnrolPasskey {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly passkeys: PasskeyRepository,
    private readonly challenges: PasskeyChallenges,
    private readonly webAuthn: WebAuthn,
    private readonly authority: EnrolmentAuthority,
    private readonly admit: AdmitFactor,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  begin(
    caller: Caller,
    session: WebSession,
    stepUpToken: string | undefined,
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { personId } = session;
    return this.uow.run(asPerson(caller, personId), async (tx) => {
      const basis = await this.authority.begin(tx, session, stepUpToken);
      const person = await this.directory.person(tx, personId);
      const existing = await this.passkeys.of(tx, personId);
      const challenge = this.challenges.issue(binding(session, basis), tx.now);
      tx.record(enrolmentBegun(personId, 'passkey', basis));
      return this.webAuthn.creationOptions(person, existing, challenge);
    });
  }

  async finish(
    caller: Caller,
    session: WebSession,
    name: string,
    response: RegistrationResponseJSON,
  ): Promise<Admitted> {
    const { personId } = session;
    const { challenge = '' } = clientDataOf(response.response.clientDataJSON);
    const registered = await this.webAuthn.registered(response, challenge);
    if (!registered) throw passkeyNotTaken();
    return this.uow.run(asPerson(caller, personId), async (tx) => {
      const basis = await this.authority.basis(tx, session);
      // Made for what holds now: who got a factor meanwhile gives it first.
      const genuine = this.challenges.genuine(challenge, binding(session, basis), this.clock.now());
      if (!genuine || !(await this.challenges.use(tx, genuine))) throw challengeOver();
      const id = await this.passkeys.save(tx, { ...registered, personId, name });
      return this.admit.run(tx, caller, session, { kind: 'passkey', id, name }, basis);
    });
  }
}
