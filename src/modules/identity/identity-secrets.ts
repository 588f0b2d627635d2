import type { SealedColumn } from '../../platform/crypto/sealed-column';
import type { SecretReferences } from '../keys';
import { SEED_PURPOSE } from './identity-keys';

export const IDENTITY_SECRETS: readonly SecretReferences[] = [
  { table: 'identity_provider', column: 'client_secret_reference', words: 'identity provider' },
];

export const IDENTITY_SEALED: readonly SealedColumn[] = [
  {
    table: 'totp_factor',
    column: 'sealed_seed',
    words: 'authenticator seeds',
    purpose: SEED_PURPOSE,
    context: 'person_id',
  },
  {
    table: 'totp_enrolment',
    column: 'sealed_seed',
    words: 'authenticator seeds that wait for their first code',
    purpose: SEED_PURPOSE,
    context: 'person_id',
  },
];
