import { z } from 'zod';
import { timestamp, uuid } from '../../../platform/http/shapes';
import { BROWSER_ACTIONS } from '../domain/browser-step-up-rules';

const action = z.enum(BROWSER_ACTIONS);
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits in lower case');

export const browserStepUpBody = z.strictObject({ action, subjectId: uuid, digest });
export type BrowserStepUpBody = z.output<typeof browserStepUpBody>;

export const startedBrowserStepUp = z.object({
  id: uuid,
  url: z.string().describe('Where the token’s person confirms it, signed in; it authorises nothing'),
  expiresAt: timestamp,
  intervalSeconds: z.int(),
});

export const link = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'not a link of ours');

export const browserStepUpView = z.object({
  id: uuid,
  state: z.enum(['waiting', 'confirmed', 'refused', 'over']),
  action,
  subjectId: uuid,
  digest: z.string(),
  clientName: z.string().describe('What the token that asks is called'),
  address: z.string().describe('Where it asked from'),
  sameNetwork: z.boolean().describe('Whether it asked from where you are now'),
  createdAt: timestamp,
  expiresAt: timestamp,
});

export const decisionBody = z.strictObject({ decision: z.enum(['confirm', 'refuse']) });
export type DecisionBody = z.output<typeof decisionBody>;
