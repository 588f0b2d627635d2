import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Redacted } from '../../kernel';
import { MASTER_KEY, type MasterKey } from '../../platform/crypto/master-key';

export const SEED_PURPOSE = 'totp-seed';
const ATTEMPT_PURPOSE = 'single-sign-on-attempt';

/** Everything that this capability does under the installation's master key. */
@Injectable()
export class IdentityKeys {
  private readonly csrfKey: Buffer;
  private readonly nameKey: Buffer;
  private readonly userCodeKey: Buffer;
  private readonly enrolmentKey: Buffer;
  private readonly deviceKey: Buffer;

  constructor(@Inject(MASTER_KEY) private readonly masterKey: MasterKey) {
    this.csrfKey = masterKey.derive('csrf-token');
    this.nameKey = masterKey.derive('sign-in-name');
    this.userCodeKey = masterKey.derive('user-code');
    this.enrolmentKey = masterKey.derive('enrolment-code');
    this.deviceKey = masterKey.derive('known-device');
  }

  /** Proves that a request was made by a page that could read this session's answers. 43 characters. */
  csrfToken(sessionId: string): string {
    return createHmac('sha256', this.csrfKey).update(sessionId).digest('base64url');
  }

  isCsrfToken(sessionId: string, presented: string): boolean {
    return same(this.csrfToken(sessionId), presented);
  }

  /** What somebody typed as a name may be their password: it is kept as a keyed hash, which nobody can try words against. */
  nameHash(normalName: string): string {
    return createHmac('sha256', this.nameKey).update(normalName).digest('hex').slice(0, 32);
  }

  /** Thirty-four bits are soon tried out, so a plain hash of them would hide nothing from whoever reads the table. */
  userCodeHash(code: string): Buffer {
    return createHmac('sha256', this.userCodeKey).update(code).digest();
  }

  /** 40 bits would be found in a stolen table at once; under a key that is not in it they are not. */
  enrolmentCodeHash(personId: string, code: string): Buffer {
    return createHmac('sha256', this.enrolmentKey).update(`${personId} ${code}`).digest();
  }

  deviceSignature(device: string): string {
    return createHmac('sha256', this.deviceKey).update(device).digest('base64url');
  }

  isDeviceSignature(device: string, presented: string): boolean {
    return same(this.deviceSignature(device), presented);
  }

  sealSeed(personId: string, seed: Redacted<string>): Buffer {
    return this.masterKey.seal(SEED_PURPOSE, personId, Buffer.from(seed.reveal()));
  }

  openSeed(personId: string, sealed: Buffer): Redacted<string> {
    return new Redacted(this.masterKey.open(SEED_PURPOSE, personId, sealed).toString());
  }

  /** For the browser that is sent to an identity provider: it carries what it does not get to read. */
  sealSignOnAttempt(attempt: string): Buffer {
    return this.masterKey.seal(ATTEMPT_PURPOSE, '', Buffer.from(attempt));
  }

  /** Undefined for what this installation never sealed. */
  openSignOnAttempt(sealed: Buffer): Redacted<string> | undefined {
    try {
      return new Redacted(this.masterKey.open(ATTEMPT_PURPOSE, '', sealed).toString());
    } catch {
      return undefined;
    }
  }
}

function same(expected: string, presented: string): boolean {
  const [wanted, given] = [Buffer.from(expected), Buffer.from(presented)];
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}
