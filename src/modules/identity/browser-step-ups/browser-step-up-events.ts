import { open, type AuditEventInput, type AuditReference } from '../../../platform/database/audit-event';
import type { BrowserStepUp, NewBrowserStepUp } from './browser-step-up.repository';

/** What the trail says of programs that have something confirmed in a browser. Neither the link nor the step-up is in it. */

const person = (id: string): AuditReference => ({ kind: 'person', id });
const browserStepUp = (id: string): AuditReference => ({ kind: 'browser-step-up', id });
const token = (id: string): AuditReference => ({ kind: 'api-token', id });

type Binding = Pick<NewBrowserStepUp, 'personId' | 'apiTokenId' | 'action' | 'subjectId' | 'digest'>;

const event = (type: AuditEventInput['type'], id: string, of: Binding): AuditEventInput => ({
  type,
  subject: browserStepUp(id),
  related: [person(of.personId), token(of.apiTokenId)],
  data: { action: open(of.action), subjectId: open(of.subjectId), digest: open(of.digest) },
});

export const browserStepUpAsked = (id: string, of: Binding): AuditEventInput =>
  event('identity.browser_step_up_asked', id, of);

export const browserStepUpConfirmed = (of: BrowserStepUp): AuditEventInput =>
  event('identity.browser_step_up_confirmed', of.id, of);

/** Somebody says that they did not start it: of interest to whoever looks for a program that acts on its own. */
export const browserStepUpRefused = (of: BrowserStepUp): AuditEventInput => ({
  ...event('identity.browser_step_up_refused', of.id, of),
  severity: 'notice',
});

export const browserStepUpFetched = (id: string, stepUpId: string, of: Binding): AuditEventInput => {
  const fetched = event('identity.browser_step_up_fetched', id, of);
  return { ...fetched, related: [...(fetched.related ?? []), { kind: 'step-up', id: stepUpId }] };
};
