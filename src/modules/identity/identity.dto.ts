import { z } from 'zod';
import { timestamp, uuid } from '../../platform/http/shapes';
import { couldBePassword, PASSWORD_MAXIMUM } from './domain/password-rules';
import { TOTP_CODE } from './domain/totp-rules';

/** RFC 5321 allows an address of 254 characters; control characters are part of no name. */
const handle = z
  .string()
  .trim()
  .min(1)
  .max(254)
  .regex(/^\P{C}+$/u, 'has characters that no name has');

export const passwordBody = z.strictObject({
  handle: handle.describe('Handle or e-mail address'),
  password: z
    .string()
    .max(2 * PASSWORD_MAXIMUM)
    .refine(couldBePassword, `must have 1 to ${PASSWORD_MAXIMUM} characters`),
});

const code = z.string().regex(TOTP_CODE, 'must be exactly six digits');

export const codeBody = z.strictObject({ code });

export const stepUpBody = z.strictObject({
  action: z
    .string()
    .max(64)
    .regex(/^[a-z][a-z-]*\.[a-z][a-z_-]*$/, 'must read like requests.approve'),
  subjectId: uuid,
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits in lower case'),
  code,
});
export type StepUpBody = z.output<typeof stepUpBody>;

export const stepUpAnswer = z.object({ stepUpToken: z.string(), expiresAt: timestamp });

export const sessionAnswer = z.object({
  state: z.enum(['anonymous', 'second-factor-required', 'signed-in']),
  csrfToken: z.string().describe('For X-Sallyport-CSRF; empty while nobody is signed in'),
  person: z
    .object({
      id: uuid,
      handle: z.string(),
      name: z.string(),
      email: z.string(),
      jobRoles: z.array(z.object({ key: z.string(), title: z.string() })),
    })
    .nullable(),
  abilities: z.array(z.string()),
  demo: z.boolean(),
  environment: z.enum(['production', 'development']),
  expiresAt: timestamp.nullable().describe('At the latest, whatever happens'),
  idleExpiresAt: timestamp.nullable().describe('Unless the session is used before'),
});
export type SessionAnswer = z.output<typeof sessionAnswer>;

export const sessionList = z.object({
  items: z.array(
    z.object({
      id: uuid,
      current: z.boolean(),
      createdAt: timestamp,
      lastSeenAt: timestamp,
      address: z.string().nullable(),
      userAgent: z.string().nullable(),
    }),
  ),
});
