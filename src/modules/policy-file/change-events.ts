import { open, personal, type AuditEventInput, type AuditField } from '../../platform/database/audit-event';
import type { Area, Change, Json } from './plan/change';
import type { PolicyIds } from './state/policy-ids';

/** Capability and word of each area, and the section that its keys stand in. */
const TRAIL = {
  organisation: { type: 'catalog.organisation', section: undefined },
  'rule-changes': { type: 'policy.rule_changes', section: undefined },
  'job-role': { type: 'directory.job_role', section: undefined },
  group: { type: 'directory.group_mapping', section: undefined },
  person: { type: 'directory.person', section: 'people' },
  'identity-provider': { type: 'identity.provider', section: 'identityProviders' },
  'slack-workspace': { type: 'slack.workspace', section: 'slackWorkspaces' },
  'processing-activity': { type: 'catalog.processing_activity', section: 'processingActivities' },
  system: { type: 'catalog.system', section: 'systems' },
  entitlement: { type: 'catalog.entitlement', section: 'entitlements' },
  'access-profile': { type: 'catalog.access_profile', section: 'accessProfiles' },
} as const satisfies Record<Area, { type: `${string}.${string}`; section: keyof PolicyIds | undefined }>;

const HAPPENED = { add: 'added', change: 'changed', remove: 'removed' } as const;

/** What the trail says of one change. Whatever concerns a person is encrypted under that person's key. */
export function changeEvent(change: Change, ids: PolicyIds, digest: string): AuditEventInput {
  const { type, section } = TRAIL[change.area];
  const id = (section === undefined ? undefined : ids[section].get(change.key)) ?? change.key;
  const classify = (value: Json): AuditField =>
    change.area === 'person' ? personal(id, value) : open(value);
  return {
    type: `${type}_${HAPPENED[change.kind]}`,
    subject: { kind: change.area, id },
    severity: loosensOrRemoves(change) ? 'notice' : 'info',
    data: {
      key: classify(change.key),
      field: change.field === undefined ? undefined : open(change.field),
      before: change.before === null ? undefined : classify(change.before),
      after: change.after === null ? undefined : classify(change.after),
      policyDigest: open(digest),
    },
  };
}

/** What decides who may reach what, and what ends somebody's access, deserves a second look. */
const loosensOrRemoves = ({ area, kind, field }: Change): boolean =>
  kind === 'remove' ||
  area === 'rule-changes' ||
  area === 'access-profile' ||
  area === 'identity-provider' ||
  area === 'slack-workspace' ||
  area === 'group' ||
  (area === 'person' && (field?.startsWith('jobRoles') ?? false));

export const policyApplied = (digest: string, changes: number): AuditEventInput => ({
  type: 'policy.applied',
  subject: { kind: 'policy', id: digest },
  severity: 'notice',
  data: { changes: open(changes) },
});
