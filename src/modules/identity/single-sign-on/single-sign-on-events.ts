import { open, type AuditEventInput, type AuditReference } from '../../../platform/database/audit-event';
import type { IdentityProvider } from './identity-provider';
import type { ProviderFailure } from './provider-failure';

const providerReference = ({ id }: IdentityProvider): AuditReference => ({ kind: 'identity-provider', id });

/** Nothing that the provider said of anybody is in it. */
export const failedAtProvider = (
  provider: IdentityProvider,
  { kind, reason }: ProviderFailure,
): AuditEventInput => ({
  type: 'identity.single_sign_on_failed',
  subject: providerReference(provider),
  severity: kind === 'refused' ? 'notice' : 'info',
  data: { kind: open(kind), reason: open(reason) },
});

/** Somebody came back without the browser that was sent, a second time, or too late. */
export const strayReturn = (): AuditEventInput => ({
  type: 'identity.single_sign_on_stray_return',
  subject: { kind: 'sign-in', id: 'single-sign-on' },
  severity: 'notice',
});

/** An account that is nobody's; `account` is a keyed hash of it. */
export const unknownAccount = (provider: IdentityProvider, account: string): AuditEventInput => ({
  type: 'identity.sign_in_refused',
  subject: { kind: 'unknown-sign-in-name', id: account },
  related: [providerReference(provider)],
  severity: 'notice',
  data: { reason: open('account-not-linked') },
});

export const identityLinked = (personId: string, provider: IdentityProvider): AuditEventInput => ({
  type: 'identity.account_linked',
  subject: { kind: 'person', id: personId },
  related: [providerReference(provider)],
  severity: 'notice',
});

/** Somebody opened the invitation of a person who has a second factor, without having given it. */
export const linkingRefused = (personId: string, provider: IdentityProvider): AuditEventInput => ({
  type: 'identity.account_linking_refused',
  subject: { kind: 'person', id: personId },
  related: [providerReference(provider)],
  severity: 'alert',
});

export const identityUnlinked = (personId: string, issuer: string): AuditEventInput => ({
  type: 'identity.account_unlinked',
  subject: { kind: 'person', id: personId },
  severity: 'notice',
  data: { issuer: open(issuer) },
});
