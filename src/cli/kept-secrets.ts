import { AUDIT_SEALED } from '../modules/audit';
import { CATALOG_SECRETS } from '../modules/catalog';
import { IDENTITY_SEALED, IDENTITY_SECRETS } from '../modules/identity';
import { KEYS_SEALED, type SecretReferences } from '../modules/keys';
import { REQUESTS_SEALED } from '../modules/requests';
import type { SealedColumn } from '../platform/crypto/sealed-column';
import { MAIL_SEALED } from '../platform/mail/mail-outbox';

/** Where the policy in force may refer to a stored secret. */
export const SECRET_REFERENCES: readonly SecretReferences[] = [...CATALOG_SECRETS, ...IDENTITY_SECRETS];

/** Everything that is sealed under a root key. `rotation.it.spec.ts` holds this to the database. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  ...AUDIT_SEALED,
  ...IDENTITY_SEALED,
  ...REQUESTS_SEALED,
  ...KEYS_SEALED,
  ...MAIL_SEALED,
];
