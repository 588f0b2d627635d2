import { z } from 'zod';
import { timestamp, uuid } from '../../../platform/http/shapes';

export const slackAccountList = z.object({
  items: z.array(z.object({ id: uuid, workspace: z.string(), account: z.string(), boundAt: timestamp })),
  /** Names of the workspaces that are connected; none: there is no Slack here. */
  workspaces: z.array(z.string()),
});

export const bindingToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'not a link of ours');

export const bindingView = z.object({
  id: uuid,
  workspace: z.string(),
  accountName: z.string(),
  account: z.string(),
  askedAt: timestamp,
  expiresAt: timestamp,
  bindDigest: z.string().describe('What the second factor for `slack.bind-account` has to cover'),
});
