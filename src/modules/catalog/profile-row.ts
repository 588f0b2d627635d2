import type { ProfileRules } from '../policy';
import type { AccessProfile, ProfileEntitlement } from './catalog';

/** One row of {@link PROFILES}: columns as the query names them. */
export interface ProfileRow {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly allows: string[];
  readonly allowsNot: string[];
  readonly dataCategory: string;
  readonly purpose: string;
  readonly processingActivity: AccessProfile['processingActivity'];
  readonly entitlements: ProfileEntitlement[];
  readonly retired: boolean;
  readonly personalData: boolean;
  readonly eligibleJobRoles: string[];
  readonly minimumSeconds: number;
  readonly defaultSeconds: number;
  readonly maximumSeconds: number;
  readonly claimWindowSeconds: number;
  readonly startAheadSeconds: number;
  readonly minimumJustification: number;
  readonly ticket: ProfileRules['ticket'];
  readonly stepUpMaxAgeSeconds: number;
  readonly breakGlassMaximumSeconds: number | null;
  readonly approvals: ProfileRules['approvals'];
  readonly approvalOrder: ProfileRules['approvalOrder'];
  readonly witnesses: ProfileRules['witnesses'];
  readonly approvedByPolicy: string | null;
  readonly useHours: ProfileRules['useHours'];
  readonly pauseAfterDenialSeconds: number;
  readonly prerequisites: ProfileRules['prerequisites'];
  readonly systemOwnerIds: string[];
  readonly separateFrom: string[];
  readonly separationApprovals: ProfileRules['separationApprovals'];
  readonly separationExceptions: ProfileRules['separationExceptions'];
}

export const PROFILES = `
  SELECT f.id, f.key, f.name, f.description, f.allows, f.allows_not AS "allowsNot",
         f.data_category AS "dataCategory", f.purpose, f.retired_at IS NOT NULL AS retired,
         f.personal_data AS "personalData", f.minimum_seconds AS "minimumSeconds",
         f.default_seconds AS "defaultSeconds", f.maximum_seconds AS "maximumSeconds",
         f.claim_window_seconds AS "claimWindowSeconds", f.start_ahead_seconds AS "startAheadSeconds",
         f.minimum_justification AS "minimumJustification", f.ticket,
         f.step_up_max_age_seconds AS "stepUpMaxAgeSeconds",
         f.break_glass_maximum_seconds AS "breakGlassMaximumSeconds", f.approvals, f.prerequisites,
         f.approval_order AS "approvalOrder", f.witnesses, f.approved_by_policy AS "approvedByPolicy",
         f.use_hours AS "useHours", f.pause_after_denial_seconds AS "pauseAfterDenialSeconds",
         f.separate_from AS "separateFrom", f.separation_exceptions AS "separationExceptions",
         f.separation_approvals AS "separationApprovals",
         json_build_object('id', a.id, 'key', a.key, 'title', a.title) AS "processingActivity",
         coalesce((SELECT array_agg(r.job_role ORDER BY r.job_role) FROM access_profile_job_role r
                   WHERE r.profile_id = f.id), '{}') AS "eligibleJobRoles",
         coalesce((SELECT json_agg(json_build_object(
                     'id', e.id, 'key', e.key, 'name', e.name, 'description', e.description, 'settings', e.settings,
                     'system', json_build_object('id', s.id, 'key', s.key, 'name', s.name, 'kind', s.kind,
                       'settings', s.settings, 'credentialReference', s.credential_reference)) ORDER BY e.key)
                   FROM access_profile_entitlement pe
                   JOIN entitlement e ON e.id = pe.entitlement_id
                   JOIN system s ON s.id = e.system_id
                   WHERE pe.profile_id = f.id), '[]') AS entitlements,
         coalesce((SELECT array_agg(DISTINCT o.person_id)
                   FROM access_profile_entitlement pe
                   JOIN entitlement e ON e.id = pe.entitlement_id
                   JOIN system_owner o ON o.system_id = e.system_id
                   WHERE pe.profile_id = f.id), '{}') AS "systemOwnerIds"
  FROM access_profile f
  JOIN processing_activity a ON a.id = f.processing_activity_id`;

export function profileOf(row: ProfileRow): AccessProfile {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    description: row.description,
    allows: row.allows,
    allowsNot: row.allowsNot,
    dataCategory: row.dataCategory,
    purpose: row.purpose,
    processingActivity: row.processingActivity,
    entitlements: row.entitlements,
    rules: rulesOf(row),
  };
}

const rulesOf = (row: ProfileRow): ProfileRules => ({
  id: row.id,
  name: row.name,
  retired: row.retired,
  personalData: row.personalData,
  eligibleJobRoles: row.eligibleJobRoles,
  duration: { minimum: row.minimumSeconds, default: row.defaultSeconds, maximum: row.maximumSeconds },
  claimWindow: row.claimWindowSeconds,
  startAhead: row.startAheadSeconds,
  minimumJustification: row.minimumJustification,
  ticket: row.ticket,
  stepUpMaxAge: row.stepUpMaxAgeSeconds,
  breakGlass: row.breakGlassMaximumSeconds === null ? null : { maximum: row.breakGlassMaximumSeconds },
  approvals: row.approvals,
  approvalOrder: row.approvalOrder,
  witnesses: row.witnesses,
  approvedByPolicy: row.approvedByPolicy,
  useHours: row.useHours,
  pauseAfterDenial: row.pauseAfterDenialSeconds,
  prerequisites: row.prerequisites,
  systemOwnerIds: row.systemOwnerIds,
  separateFrom: row.separateFrom,
  separationApprovals: row.separationApprovals,
  separationExceptions: row.separationExceptions,
});
