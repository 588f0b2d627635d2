import { z } from 'zod';
import { linkToken } from '../accounts/accounts.dto';
import { key, timestamp, uuid } from '../../../platform/http/shapes';

export const providerList = z.object({
  items: z.array(z.object({ key: z.string(), name: z.string() })),
});

export const linkedAccountList = z.object({
  items: z.array(
    z.object({
      id: uuid,
      provider: z.string(),
      opens: z.boolean().describe('False once the provider is not offered any more'),
      linkedAt: timestamp,
      lastUsedAt: timestamp.nullable(),
      onlyWayIn: z.boolean().describe('It cannot be removed'),
      removeDigest: z.string(),
    }),
  ),
  needsSecondFactor: z.boolean().describe('Removing one needs a step-up over its digest'),
});

export const startBody = z.strictObject({
  provider: key.describe('Key of an identity provider'),
  invitation: linkToken.optional().describe('Token of an invitation that is redeemed with the account there'),
});
export type StartBody = z.output<typeof startBody>;

export const startAnswer = z.object({
  address: z.string().describe('The provider’s page; send the browser there'),
});

/** A code of OAuth has no limit of its own; what comes with it fits into an address. */
export const returnBody = z.strictObject({
  query: z
    .string()
    .min(1)
    .max(8_192)
    .describe('What the callback page was called with, after the question mark'),
});
