import type { EnrolmentBasis } from './factor-rules';

/** How long somebody may take between being asked for a passkey and giving it (WebAuthn § 15.1). */
export const CHALLENGE_SECONDS = 300;

/**
 * What a challenge was made for. An answer to it is good for exactly this and nothing else. `holderId` is the session or
 * the token that asked.
 */
export type ChallengeBinding =
  | { readonly purpose: 'sign-in' }
  | { readonly purpose: 'second-factor'; readonly personId: string; readonly holderId: string }
  | {
      readonly purpose: 'step-up';
      readonly personId: string;
      readonly holderId: string;
      readonly action: string;
      readonly subjectId: string;
      readonly digest: string;
    }
  | {
      readonly purpose: 'register';
      readonly personId: string;
      readonly sessionId: string;
      readonly basis: EnrolmentBasis;
    };

const NONCE_BYTES = 16;
const EXPIRY_BYTES = 6;
export const MAC_BYTES = 32;
const LENGTH = NONCE_BYTES + EXPIRY_BYTES + MAC_BYTES;

/** The parts of a challenge: random bytes, the second at which it ends, and the proof that it was made here for one thing. */
export interface Challenge {
  readonly nonce: Buffer;
  readonly expiresAt: Date;
  readonly mac: Buffer;
}

export const newNonce = (random: (bytes: number) => Buffer): Buffer => random(NONCE_BYTES);

export function writeChallenge({ nonce, expiresAt, mac }: Challenge): string {
  const expiry = Buffer.alloc(EXPIRY_BYTES);
  expiry.writeUIntBE(Math.floor(expiresAt.getTime() / 1_000), 0, EXPIRY_BYTES);
  return Buffer.concat([nonce, expiry, mac]).toString('base64url');
}

/** Undefined when it is none of ours. */
export function readChallenge(text: string): Challenge | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // Exactly one spelling, else a second spelling would be a second challenge.
  if (bytes.length !== LENGTH || bytes.toString('base64url') !== text) return undefined;
  return {
    nonce: bytes.subarray(0, NONCE_BYTES),
    expiresAt: new Date(bytes.readUIntBE(NONCE_BYTES, EXPIRY_BYTES) * 1_000),
    mac: bytes.subarray(NONCE_BYTES + EXPIRY_BYTES),
  };
}
