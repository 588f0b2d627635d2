import { open, type AuditEventInput, type AuditReference } from '../../../platform/database/audit-event';
import type { NewToken } from './api-token.repository';

/** What the trail says of tokens: never one of them, nor its hash. */

const person = (id: string): AuditReference => ({ kind: 'person', id });
const token = (id: string): AuditReference => ({ kind: 'api-token', id });

export const apiTokenMade = (id: string, made: Omit<NewToken, 'tokenHash'>): AuditEventInput => ({
  type: 'identity.api_token_made',
  subject: token(id),
  related: [person(made.personId)],
  severity: 'notice',
  data: {
    kind: open(made.kind),
    name: open(made.name),
    scopes: open(made.scopes),
    expiresAt: open(made.expiresAt),
  },
});

export const apiTokenEnded = (personId: string, id: string, reason: string): AuditEventInput => ({
  type: 'identity.api_token_ended',
  subject: token(id),
  related: [person(personId)],
  data: { reason: open(reason) },
});

export const apiTokensEnded = (personId: string, count: number, reason: string): AuditEventInput => ({
  type: 'identity.api_tokens_ended',
  subject: person(personId),
  data: { count: open(count), reason: open(reason) },
});
