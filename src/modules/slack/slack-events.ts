import {
  type AuditEventInput,
  type AuditField,
  type AuditReference,
  open,
  personal,
} from '../../platform/database/audit-event';
import type { SlackWorkspace } from '../catalog';
import type { NotAMember } from './domain/full-member';

/** What the trail says of Slack. Nothing that was typed there is in it, and no token. */

const workspaceReference = ({ id }: SlackWorkspace): AuditReference => ({ kind: 'slack-workspace', id });
const person = (id: string): AuditReference => ({ kind: 'person', id });

/** Refused calls of that workspace that were too many to be put on record each. */
const leftOutBefore = (count: number): Record<string, AuditField> =>
  count === 0 ? {} : { leftOutBefore: open(count) };

/** A call that was taken once came again with the same signature: somebody has it who should not. */
export const callReplayed = (
  workspace: SlackWorkspace,
  address: string,
  leftOut: number,
): AuditEventInput => ({
  type: 'slack.call_replayed',
  subject: workspaceReference(workspace),
  severity: 'alert',
  data: { address: open(address), ...leftOutBefore(leftOut) },
});

/** Signed with this workspace's secret, and of another team or app. */
export const callOfAnother = (workspace: SlackWorkspace, leftOut: number): AuditEventInput => ({
  type: 'slack.call_of_another',
  subject: workspaceReference(workspace),
  severity: 'alert',
  data: leftOutBefore(leftOut),
});

export interface SlackAccount {
  readonly teamId: string;
  readonly userId: string;
}

/** An account that is nobody's yet. */
const accountReference = ({ teamId, userId }: SlackAccount): AuditReference => ({
  kind: 'slack-account',
  id: `${teamId}.${userId}`,
});

export const bindingOffered = (workspace: SlackWorkspace, account: SlackAccount): AuditEventInput => ({
  type: 'slack.binding_offered',
  subject: accountReference(account),
  related: [workspaceReference(workspace)],
});

export const bindingRefused = (
  workspace: SlackWorkspace,
  account: SlackAccount,
  reason: NotAMember,
): AuditEventInput => ({
  type: 'slack.binding_refused',
  subject: accountReference(account),
  related: [workspaceReference(workspace)],
  severity: 'notice',
  data: { reason: open(reason) },
});

/** Bound to somebody, and no full member of the workspace any more. */
export const accountRefused = (
  workspace: SlackWorkspace,
  account: SlackAccount,
  reason: NotAMember,
): AuditEventInput => ({
  type: 'slack.account_refused',
  subject: accountReference(account),
  related: [workspaceReference(workspace)],
  severity: 'notice',
  data: { reason: open(reason) },
});

export const accountBound = (
  personId: string,
  workspace: SlackWorkspace,
  { userId }: SlackAccount,
  stepUp: { readonly id: string; readonly factor: string },
): AuditEventInput => ({
  type: 'slack.account_bound',
  subject: person(personId),
  related: [workspaceReference(workspace), { kind: 'step-up', id: stepUp.id }],
  severity: 'notice',
  data: { account: personal(personId, userId), factor: open(stepUp.factor) },
});

export const accountUnbound = (
  personId: string,
  { teamId, userId }: SlackAccount,
  reason: 'by-its-person' | 'credentials-forgotten',
): AuditEventInput => ({
  type: 'slack.account_unbound',
  subject: person(personId),
  severity: 'notice',
  data: { team: open(teamId), account: personal(personId, userId), reason: open(reason) },
});
