import { z } from 'zod';
import { timestamp, uuid } from '../../../platform/http/shapes';
import { handle, password } from '../identity.dto';

/** What stands in a link. What is none finds no link, like one that is over. */
export const linkToken = z.string().max(128);

export const chosenPasswordBody = z.strictObject({ password: password.describe('The one that is chosen') });
export type ChosenPasswordBody = z.output<typeof chosenPasswordBody>;

export const changePasswordBody = z.strictObject({
  presentPassword: password,
  newPassword: password,
});
export type ChangePasswordBody = z.output<typeof changePasswordBody>;

export const checkPasswordBody = z.strictObject({
  password: z.string().max(1_024),
  link: z
    .strictObject({ kind: z.enum(['invitation', 'password-reset']), token: linkToken })
    .optional()
    .describe('By which somebody came who is not signed in'),
});
export type CheckPasswordBody = z.output<typeof checkPasswordBody>;

export const passwordCheckAnswer = z.object({
  faults: z.array(z.object({ code: z.string(), sentence: z.string() })).describe('None: it may be chosen'),
});

/** What somebody is told who chooses a password. */
const rules = {
  minimum: z.int(),
  maximum: z.int(),
  history: z.int().describe('So many of the newest passwords may not come again'),
};

export const ownPasswordAnswer = z.object({
  ...rules,
  personId: uuid,
  changedAt: timestamp,
  endsAt: timestamp.nullable(),
  needsSecondFactor: z.boolean().describe('The change needs a step-up over the digest'),
  digest: z.string(),
});

export const askResetBody = z.strictObject({ handle: handle.describe('Handle or e-mail address') });
export type AskResetBody = z.output<typeof askResetBody>;

export const linkAnswer = z.object({
  ...rules,
  name: z.string(),
  handle: z.string(),
  organisation: z.string(),
  expiresAt: timestamp,
  needsSecondFactor: z.boolean().describe('They must have a second factor, and have none'),
  hasPassword: z.boolean().describe('An account at an identity provider is all that is left to link'),
});

export const inviteBody = z.strictObject({ delivery: z.enum(['mail', 'hand-over']) });
export type InviteBody = z.output<typeof inviteBody>;

export const invitationMade = z.object({
  expiresAt: timestamp,
  url: z.string().nullable().describe('To hand over, shown once; null where it was sent by e-mail'),
});

export const accountAnswer = z.object({
  state: z.enum(['nothing', 'invited', 'password']),
  canSignIn: z.boolean().describe('With a password, a passkey or an account at an identity provider'),
  linkedAccounts: z.array(
    z.object({ provider: z.string(), linkedAt: timestamp, lastUsedAt: timestamp.nullable() }),
  ),
  passwordChangedAt: timestamp.nullable(),
  passwordEndsAt: timestamp.nullable(),
  lockedUntil: timestamp.nullable(),
  invitation: z.object({ madeBy: z.string(), createdAt: timestamp, expiresAt: timestamp }).nullable(),
  sendsMail: z.boolean(),
  digests: z.object({ mail: z.string(), handOver: z.string(), unlock: z.string() }),
});
export type AccountAnswer = z.output<typeof accountAnswer>;
