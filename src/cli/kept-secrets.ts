import { CATALOG_SECRETS } from '../modules/catalog';
import { IDENTITY_SECRETS } from '../modules/identity';
import type { SecretReferences } from '../modules/keys';

/** Where the policy in force may refer to a stored secret. */
export const SECRET_REFERENCES: readonly SecretReferences[] = [...CATALOG_SECRETS, ...IDENTITY_SECRETS];
