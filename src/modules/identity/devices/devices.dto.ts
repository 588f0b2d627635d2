import { z } from 'zod';
import { timestamp, uuid } from '../../../platform/http/shapes';
import { tokenName, tokenScope, tokenScopes } from '../tokens/api-tokens.dto';

/** Everything but the audit trail. */
const SCOPES_BY_DEFAULT = tokenScopes.parse(['read', 'requests', 'approvals', 'grants']);

export const deviceBody = z.strictObject({
  clientName: tokenName.describe('What asks, in words that its person knows it by'),
  scopes: tokenScopes.default(SCOPES_BY_DEFAULT),
});
export type DeviceBody = z.output<typeof deviceBody>;

export const startedDevice = z.object({
  deviceCode: z.string().describe('For `POST /api/v1/device-tokens`; shown to nobody'),
  userCode: z.string().describe('What the person types'),
  verificationUri: z.string(),
  verificationUriComplete: z.string().describe('The same with the code in it'),
  expiresAt: timestamp,
  intervalSeconds: z.int(),
});

export const redeemBody = z.strictObject({ deviceCode: z.string().min(1).max(64) });
export type RedeemBody = z.output<typeof redeemBody>;

export const redeemedDevice = z.object({
  token: z.string(),
  expiresAt: timestamp,
  scopes: z.array(tokenScope),
  person: z.object({ id: uuid, handle: z.string(), name: z.string() }),
});

export const typedCode = z.string().min(1).max(64);

export const waitingDevice = z.object({
  id: uuid,
  clientName: z.string(),
  address: z.string().describe('Where it asked from'),
  sameNetwork: z.boolean().describe('Whether it asked from where you are now'),
  scopes: z.array(tokenScope),
  createdAt: timestamp,
  expiresAt: timestamp,
  tokenLastsSeconds: z.int(),
  allowDigest: z.string().describe('What the second factor for `identity.allow-device` has to cover'),
});

export const decisionBody = z.strictObject({ decision: z.enum(['allow', 'deny']) });
export type DecisionBody = z.output<typeof decisionBody>;
