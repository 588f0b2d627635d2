import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import canonicalize from 'canonicalize';
import { addSeconds } from '../../../kernel';
import { MASTER_KEY, type MasterKey } from '../../../platform/crypto/master-key';
import type { Tx } from '../../../platform/database/unit-of-work';
import {
  CHALLENGE_SECONDS,
  type ChallengeBinding,
  newNonce,
  readChallenge,
  writeChallenge,
} from '../domain/challenge';
import { PasskeyRepository } from './passkey.repository';

/** A challenge that was made here, for what it is presented for, and is not too old. */
export interface GenuineChallenge {
  readonly text: string;
  readonly expiresAt: Date;
}

/**
 * Challenges that carry the proof of what they were made for, so that nothing is written until an answer has come: nobody
 * who is not signed in can fill a table. That an answer was used is what the database remembers (I10).
 */
@Injectable()
export class PasskeyChallenges {
  private readonly key: Buffer;

  constructor(
    @Inject(MASTER_KEY) masterKey: MasterKey,
    private readonly passkeys: PasskeyRepository,
  ) {
    this.key = masterKey.derive('webauthn-challenge');
  }

  issue(binding: ChallengeBinding, now: Date): string {
    const nonce = newNonce(randomBytes);
    const expiresAt = addSeconds(now, CHALLENGE_SECONDS);
    return writeChallenge({ nonce, expiresAt, mac: this.mac(nonce, expiresAt, binding) });
  }

  genuine(text: string, binding: ChallengeBinding, now: Date): GenuineChallenge | undefined {
    const read = readChallenge(text);
    if (!read || read.expiresAt <= now) return undefined;
    const { nonce, expiresAt, mac } = read;
    return timingSafeEqual(mac, this.mac(nonce, expiresAt, binding)) ? { text, expiresAt } : undefined;
  }

  /** False for all but one of those who present it, over all processes. */
  use(tx: Tx, { text, expiresAt }: GenuineChallenge): Promise<boolean> {
    const hash = createHash('sha256').update(text).digest();
    return this.passkeys.useChallenge(tx, hash, expiresAt);
  }

  private mac(nonce: Buffer, expiresAt: Date, binding: ChallengeBinding): Buffer {
    const seconds = Math.floor(expiresAt.getTime() / 1_000);
    const made = canonicalize({ ...binding, seconds, nonce: nonce.toString('hex') });
    return createHmac('sha256', this.key).update(String(made)).digest();
  }
}
