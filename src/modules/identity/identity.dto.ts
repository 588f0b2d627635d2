import { z } from 'zod';
import { timestamp, uuid } from '../../platform/http/shapes';
import { couldBePassword, PASSWORD_MAXIMUM } from './domain/password-rules';
import { FACTOR_KINDS } from './domain/factor-rules';
import { hold, isOneProof, ONE_PROOF, proof } from './factors/factors.dto';

/** RFC 5321 allows an address of 254 characters; control characters are part of no name. */
export const handle = z
  .string()
  .trim()
  .min(1)
  .max(254)
  .regex(/^\P{C}+$/u, 'has characters that no name has');

/** Length in UTF-16 first, which costs nothing, and then in characters. */
export const password = z
  .string()
  .max(2 * PASSWORD_MAXIMUM)
  .refine(couldBePassword, `must have 1 to ${PASSWORD_MAXIMUM} characters`);

export const passwordBody = z.strictObject({
  handle: handle.describe('Handle or e-mail address'),
  password,
});

const action = {
  action: z
    .string()
    .max(64)
    .regex(/^[a-z][a-z-]*\.[a-z][a-z_-]*$/, 'must read like requests.approve'),
  subjectId: uuid,
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits in lower case'),
};
export const stepUpAction = z.strictObject(action);
export const stepUpBody = z.strictObject({ ...action, ...proof }).refine(isOneProof, ONE_PROOF);
export type StepUpBody = z.output<typeof stepUpBody>;

export const stepUpAnswer = z.object({ stepUpToken: z.string(), expiresAt: timestamp });

export const sessionAnswer = z.object({
  state: z.enum([
    'anonymous',
    'second-factor-required',
    'enrolment-required',
    'new-password-required',
    'signed-in',
  ]),
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
  secondFactors: z
    .array(z.enum(FACTOR_KINDS))
    .describe('What the person can give, once the first factor was right'),
  enrolmentAllowed: z.boolean().describe('Whether a first second factor may be enrolled in this session'),
  hold: hold.nullable().describe('While the person’s privileged use waits'),
  demo: z.boolean(),
  environment: z.enum(['production', 'development']),
  sendsMail: z.boolean().describe('Whether somebody who forgot the password can be sent a link'),
  passwordEndsAt: timestamp.nullable().describe('When the password has to be changed at the latest'),
  expiresAt: timestamp.nullable().describe('At the latest, whatever happens'),
  idleExpiresAt: timestamp.nullable().describe('Unless the session is used before'),
});
export type SessionAnswer = z.output<typeof sessionAnswer>;

export const sessionList = z.object({
  items: z.array(
    z.object({
      id: uuid,
      current: z.boolean(),
      waitsForSecondFactor: z
        .boolean()
        .describe('Somebody there knows the password, and can do nothing but give the second factor'),
      createdAt: timestamp,
      lastSeenAt: timestamp,
      address: z.string().nullable(),
      userAgent: z.string().nullable(),
    }),
  ),
});
