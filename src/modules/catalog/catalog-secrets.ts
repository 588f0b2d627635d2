import type { SecretReferences } from '../keys';

export const CATALOG_SECRETS: readonly SecretReferences[] = [
  { table: 'system', column: 'credential_reference', words: 'system' },
];
