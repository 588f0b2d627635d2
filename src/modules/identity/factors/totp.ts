import { generateSecret, generateSync, generateURI, verifySync } from 'otplib';
import { Redacted, SECOND } from '../../../kernel';
import { TOTP_CODE, TOTP_PAST_STEPS, TOTP_PERIOD_SECONDS } from '../domain/totp-rules';

const ISSUER = 'Sallyport';

/** 160 random bits in base 32: what RFC 4226 § 4 recommends. */
export const newSeed = (): Redacted<string> => new Redacted(generateSecret());

const epoch = (at: Date): number => Math.floor(at.getTime() / SECOND);

/**
 * The time step that `code` belongs to, or undefined when it is no code of this seed at that moment.
 * Whether the step was used before is for the database to say: it alone knows for all processes (I10).
 */
export function matchingStep(seed: Redacted<string>, code: string, at: Date): number | undefined {
  if (!TOTP_CODE.test(code)) return undefined;
  const result = verifySync({
    strategy: 'totp',
    secret: seed.reveal(),
    token: code,
    epoch: epoch(at),
    period: TOTP_PERIOD_SECONDS,
    epochTolerance: [TOTP_PAST_STEPS * TOTP_PERIOD_SECONDS, 0],
  });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}

/** The code that an authenticator app shows at that moment. */
export const codeAt = (seed: Redacted<string>, at: Date): string =>
  generateSync({ strategy: 'totp', secret: seed.reveal(), epoch: epoch(at), period: TOTP_PERIOD_SECONDS });

/** What the QR code of an enrolment holds (Key URI format). */
export const otpauthUri = (seed: Redacted<string>, handle: string): Redacted<string> =>
  new Redacted(
    generateURI({
      strategy: 'totp',
      issuer: ISSUER,
      label: handle,
      secret: seed.reveal(),
      period: TOTP_PERIOD_SECONDS,
    }),
  );
