import { Inject, Injectable } from '@nestjs/common';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { ChallengeBinding } from '../domain/challenge';
import type { StepUpBinding, StepUpHolder } from '../step-up/step-up.repository';
import type { WebSession } from '../sessions/web-session';
import { PasskeyChallenges } from './passkey-challenges';
import { PasskeyRepository } from './passkey.repository';
import { WebAuthn } from './webauthn';

/** What a passkey is asked, bound to what the answer will be good for. */
@Injectable()
export class PasskeyOptions {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly passkeys: PasskeyRepository,
    private readonly challenges: PasskeyChallenges,
    private readonly webAuthn: WebAuthn,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  forSignIn(session: WebSession | undefined): Promise<PublicKeyCredentialRequestOptionsJSON> {
    if (session?.state !== 'second-factor-required') return this.ask(undefined, { purpose: 'sign-in' });
    const { personId, id: holderId } = session;
    return this.ask(personId, { purpose: 'second-factor', personId, holderId });
  }

  forAction(
    { personId, credential }: StepUpHolder,
    binding: StepUpBinding,
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return this.ask(personId, { purpose: 'step-up', personId, holderId: credential.id, ...binding });
  }

  private async ask(
    personId: string | undefined,
    binding: ChallengeBinding,
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const known = personId === undefined ? [] : await this.passkeys.of(this.uow.reader, personId);
    return this.webAuthn.requestOptions(known, this.challenges.issue(binding, this.clock.now()));
  }
}
