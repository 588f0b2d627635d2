import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What a bot token needs for each method, as https://docs.slack.dev/reference/methods says; the others need none. */
const NEEDED: Readonly<Record<string, string>> = {
  'users.info': 'users:read',
  'conversations.open': 'im:write',
  'conversations.history': 'im:history',
  'conversations.replies': 'im:history',
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
};

interface Manifest {
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
}

const manifest = (): Manifest =>
  parse(readFileSync(join(__dirname, '../../../deploy/slack/manifest.yaml'), 'utf8')) as Manifest;

/** What a workspace grants that installs the app by our manifest. */
export const scopesOfManifest = (): Set<string> => new Set(manifest().oauth_config.scopes.bot);

export const isGranted = (method: string, scopes: ReadonlySet<string>): boolean =>
  NEEDED[method] === undefined || scopes.has(NEEDED[method]);
