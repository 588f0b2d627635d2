import type { SecretReferences } from '../keys';

export const IDENTITY_SECRETS: readonly SecretReferences[] = [
  { table: 'identity_provider', column: 'client_secret_reference', words: 'identity provider' },
];
