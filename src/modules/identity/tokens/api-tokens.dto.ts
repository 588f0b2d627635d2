import { z } from 'zod';
import { timestamp, uuid } from '../../../platform/http/shapes';
import { TOKEN_SCOPES } from '../../../platform/http/token-scope';
import { TOKEN_DAYS_AT_MOST, TOKEN_DAYS_BY_DEFAULT } from '../domain/api-token';

/** One line that a person reads again months later. */
export const tokenName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^\P{C}+$/u, 'has characters that no name has');

export const tokenScope = z.enum(TOKEN_SCOPES);

/** Each once and in one order, so that the same rights are the same digest. */
export const tokenScopes = z
  .array(tokenScope)
  .min(1, 'needs at least one')
  .max(TOKEN_SCOPES.length)
  .transform((chosen) => TOKEN_SCOPES.filter((scope) => chosen.includes(scope)));

export const apiTokenBody = z.strictObject({
  name: tokenName,
  scopes: tokenScopes,
  expiresInDays: z.int().min(1).max(TOKEN_DAYS_AT_MOST).default(TOKEN_DAYS_BY_DEFAULT),
});
export type ApiTokenBody = z.output<typeof apiTokenBody>;

export const apiTokenView = z.object({
  id: uuid,
  kind: z.enum(['api', 'cli']).describe('Made in the browser, or by `sallyport login`'),
  name: z.string(),
  scopes: z.array(tokenScope),
  createdAt: timestamp,
  expiresAt: timestamp,
  lastUsedAt: timestamp.nullable(),
  lastUsedAddress: z.string().nullable(),
});

export const apiTokenList = z.object({ items: z.array(apiTokenView) });

/** Shown once. Sallyport keeps a hash, from which it cannot be shown again. */
export const madeTokenView = z.object({ id: uuid, token: z.string(), expiresAt: timestamp });

export const endedCount = z.object({ ended: z.int() });

/** The token that asks, and whose it is. */
export const thisTokenView = apiTokenView.extend({
  person: z.object({ id: uuid, handle: z.string(), name: z.string() }),
  secondFactors: z
    .array(z.enum(['totp', 'passkey']))
    .describe('What its person can confirm with: a code at a terminal, a passkey in a browser only'),
});
