import { PERSON_KEYS_PURPOSE } from '../../platform/crypto/person-keys';
import type { SealedColumn } from '../../platform/crypto/sealed-column';

export const AUDIT_SEALED: readonly SealedColumn[] = [
  {
    table: 'person_key',
    column: 'wrapped',
    words: 'keys of people',
    purpose: PERSON_KEYS_PURPOSE,
    context: 'person_id',
  },
];
