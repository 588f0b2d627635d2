import { z } from 'zod';
import { isLoopback } from '../../../platform/config/loopback';
import { keyed, line, secretReference } from './fields';

/** Slack's own, the one of GovSlack, or something that plays it on this machine. */
function isApiAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  const safe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
  return safe && search === '' && hash === '' && username === '' && text.endsWith('/');
}

export const slackWorkspaces = keyed(
  z.strictObject({
    name: line.describe('As people know the workspace: "Marelle".'),
    team: z
      .string()
      .regex(/^T[A-Z0-9]{2,30}$/, 'Write the workspace’s team id, such as `T0123ABCD`.')
      .describe('The workspace’s team id. Calls of any other team are refused.'),
    app: z
      .string()
      .regex(/^A[A-Z0-9]{2,30}$/, 'Write the app’s id, such as `A0123ABCD`.')
      .describe('The id of the app that was made from deploy/slack/manifest.yaml.'),
    botToken: secretReference().describe(
      'Where the bot user’s token is kept: `env:NAME`, `file:/absolute/path` or `secret:name`.',
    ),
    signingSecret: secretReference().describe('Where the app’s signing secret is kept, likewise.'),
    apiUrl: z
      .string()
      .refine(
        isApiAddress,
        'Write the https address of the Web API with a slash at its end, such as `https://slack.com/api/`.',
      )
      .default('https://slack.com/api/')
      .describe('Where the Web API is. GovSlack: `https://slack-gov.com/api/`.'),
  }),
)
  .default({})
  .describe(
    'Slack workspaces in which people ask for access and are asked. Nobody is known there by an address or a name: each person binds their account from a signed-in browser.',
  );
