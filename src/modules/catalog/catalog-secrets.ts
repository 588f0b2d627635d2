import type { SecretReferences } from '../keys';

export const CATALOG_SECRETS: readonly SecretReferences[] = [
  { table: 'system', column: 'credential_reference', words: 'system' },
  { table: 'slack_workspace', column: 'bot_token_reference', words: 'Slack workspace' },
  { table: 'slack_workspace', column: 'signing_secret_reference', words: 'Slack workspace' },
];
