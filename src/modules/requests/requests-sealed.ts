import type { SealedColumn } from '../../platform/crypto/sealed-column';
import { LINK_PURPOSE } from './routing/ask-approvers';

export const REQUESTS_SEALED: readonly SealedColumn[] = [
  {
    table: 'approval_ask',
    column: 'sealed_link_token',
    words: 'approval links',
    purpose: LINK_PURPOSE,
    context: `request_id || ' ' || request_version || ' ' || approver_id`,
  },
];
