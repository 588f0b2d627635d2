import { z } from 'zod';
import { timestamp, uuid } from '../../../platform/http/shapes';
import { TOTP_CODE } from '../domain/totp-rules';

/** What authenticators make is binary and short; a browser writes it in base64url without padding. */
const bytes = (atMost: number) =>
  z
    .string()
    .min(1)
    .max(atMost)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url');

const attachment = z.enum(['platform', 'cross-platform']).optional();
const transports = z.array(z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']));

const credentialOf = <T extends z.ZodType>(response: T) =>
  z.strictObject({
    id: bytes(1_364),
    rawId: bytes(1_364),
    type: z.literal('public-key'),
    response,
    authenticatorAttachment: attachment,
    clientExtensionResults: z.record(z.string(), z.unknown()),
  });

/** AuthenticationResponseJSON of WebAuthn Level 3. */
export const assertion = credentialOf(
  z.strictObject({
    clientDataJSON: bytes(4_096),
    authenticatorData: bytes(4_096),
    signature: bytes(2_048),
    userHandle: bytes(128).optional(),
  }),
);

/** RegistrationResponseJSON of WebAuthn Level 3. */
const attestation = credentialOf(
  z.strictObject({
    clientDataJSON: bytes(4_096),
    attestationObject: bytes(65_536),
    authenticatorData: bytes(8_192).optional(),
    transports: transports.max(8).optional(),
    publicKeyAlgorithm: z.int().optional(),
    publicKey: bytes(8_192).optional(),
  }),
);

const code = z.string().regex(TOTP_CODE, 'must be exactly six digits');

/** The three ways of giving a second factor. */
export const proof = {
  code: code.optional().describe('Of an authenticator app'),
  recoveryCode: z.string().min(1).max(64).optional(),
  passkey: assertion.optional().describe('What the browser answers for the options of this action'),
};

export const isOneProof = (body: { code?: unknown; recoveryCode?: unknown; passkey?: unknown }): boolean =>
  [body.code, body.recoveryCode, body.passkey].filter((given) => given !== undefined).length === 1;

export const ONE_PROOF = 'must hold exactly one of code, recoveryCode and passkey';

export const secondFactorBody = z.strictObject(proof).refine(isOneProof, ONE_PROOF);
export const passkeyBody = z.strictObject({ passkey: assertion });

const name = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^\P{C}+$/u, 'has characters that no name has');
export const passkeyNameBody = z.strictObject({ name });
export const newPasskeyBody = z.strictObject({ name, passkey: attestation });
export const enrolmentCodeBody = z.strictObject({ enrolmentCode: z.string().min(1).max(32) });
export const confirmAuthenticatorBody = z.strictObject({ code });

/** PublicKeyCredentialCreationOptionsJSON or …RequestOptionsJSON, for the browser and for nobody else to read. */
export const publicKeyOptions = z.object({ publicKey: z.record(z.string(), z.unknown()) });

export const shownSeed = z.object({
  seed: z.string().describe('Base 32, to be typed where no code can be scanned'),
  otpauthUri: z.string().describe('For the QR code'),
});

const shownCodes = z.array(z.string()).describe('Shown once');
export const recoveryCodesAnswer = z.object({ codes: shownCodes });
export const enrolledAnswer = z.object({
  recoveryCodes: shownCodes.nullable().describe('Given with a first factor, shown once'),
});

const digest = z.string();
export const hold = z.object({ cause: z.enum(['first-factor', 'recovery']), until: timestamp });

export const myFactors = z.object({
  passkeysPossible: z.boolean().describe('False where Sallyport is reached at an address instead of a name'),
  required: z
    .boolean()
    .describe('Whether they must have one: by their job role, or because they may approve something'),
  authenticator: z
    .object({ enrolledAt: timestamp, lastUsedAt: timestamp.nullable(), removeDigest: digest })
    .nullable(),
  passkeys: z.array(
    z.object({
      id: uuid,
      name: z.string(),
      synced: z.boolean(),
      enrolledAt: timestamp,
      lastUsedAt: timestamp.nullable(),
      counterFellAt: timestamp.nullable(),
      removeDigest: digest,
    }),
  ),
  recoveryCodes: z.object({ left: z.int(), madeAt: timestamp.nullable(), makeDigest: digest }),
  addDigest: digest.describe(
    'For the step-up identity.add_factor, which whoever has a factor gives before another',
  ),
  hold: hold.nullable(),
});

export const peoplesFactors = z.object({
  items: z.array(
    z.object({
      id: uuid,
      name: z.string(),
      handle: z.string(),
      jobRoles: z.array(z.string()),
      required: z.boolean(),
      authenticator: z.boolean(),
      passkeys: z.int(),
      recoveryCodesLeft: z.int(),
      hold: hold.nullable(),
      oneself: z.boolean(),
      byAnother: z
        .object({ issueCode: z.boolean(), liftHold: z.boolean() })
        .describe(
          'True for what somebody else has to do: who handed over the invitation does not vouch, too',
        ),
      digests: z.object({ issueCode: digest, removeFactors: digest, liftHold: digest }),
    }),
  ),
});

export const issuedCode = z.object({ code: z.string().describe('Shown once'), expiresAt: timestamp });
