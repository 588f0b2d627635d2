import { Inject, Injectable } from '@nestjs/common';
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork, type Tx } from '../../../platform/database/unit-of-work';
import type { ChallengeBinding } from '../domain/challenge';
import { passkeyCounterFell } from './factor-events';
import type { Checked, FactorRefusal } from './factor-proof';
import { challengeOver, passkeyCounterSuspect, passkeyRefused } from './factor-refusals';
import { type GenuineChallenge, PasskeyChallenges } from './passkey-challenges';
import { type Passkey, PasskeyRepository } from './passkey.repository';
import { type Asserted, clientDataOf, WebAuthn } from './webauthn';

const refusal = (reason: FactorRefusal['reason'], answer = passkeyRefused()): { refused: FactorRefusal } => ({
  refused: { reason, answer },
});

/** Takes the answer of a passkey once, for what its challenge was made for. */
@Injectable()
export class TakePasskey {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly passkeys: PasskeyRepository,
    private readonly challenges: PasskeyChallenges,
    private readonly webAuthn: WebAuthn,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  find({ id }: AuthenticationResponseJSON): Promise<Passkey | undefined> {
    return this.passkeys.byCredential(this.uow.reader, Buffer.from(id, 'base64url'));
  }

  /** `passkey` must belong to `personId`: an answer of somebody else's proves nothing of this person. */
  async check(
    assertion: AuthenticationResponseJSON,
    passkey: Passkey | undefined,
    personId: string,
    binding: ChallengeBinding,
  ): Promise<Checked> {
    if (passkey?.personId !== personId) return refusal('unknown-passkey');
    const { challenge = '', origin } = clientDataOf(assertion.response.clientDataJSON);
    const genuine = this.challenges.genuine(challenge, binding, this.clock.now());
    if (!genuine) return refusal('unknown-challenge', challengeOver());
    const asserted = await this.webAuthn.asserted(assertion, genuine.text, passkey);
    if (!asserted) return refusal(origin === this.webAuthn.origin ? 'passkey-invalid' : 'foreign-origin');
    return { use: (tx) => this.use(tx, passkey, genuine, asserted) };
  }

  private async use(
    tx: Tx,
    passkey: Passkey,
    challenge: GenuineChallenge,
    { signCount, synced }: Asserted,
  ): Promise<FactorRefusal | undefined> {
    if (!(await this.challenges.use(tx, challenge))) {
      return { reason: 'challenge-already-used', answer: challengeOver() };
    }
    if (await this.passkeys.use(tx, passkey.id, signCount, synced)) return undefined;
    const now = await this.passkeys.byCredential(tx, passkey.credentialId);
    if (!now) return { reason: 'unknown-passkey', answer: passkeyRefused() };
    await this.passkeys.noteFallenCounter(tx, passkey.id);
    tx.record(passkeyCounterFell(passkey, now.signCount, signCount));
    return { reason: 'passkey-counter-fell', answer: passkeyCounterSuspect() };
  }
}
