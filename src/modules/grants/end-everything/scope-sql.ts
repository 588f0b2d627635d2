import type { BulkScope, NamedScope, ScopeKind } from '../domain/bulk-scope';

/** Of a row `t` with a scope, and the joins that it needs. */
export const SCOPE_COLUMNS = `
  t.scope AS kind, coalesce(t.person_id, t.profile_id, t.system_id) AS "scopeId",
  coalesce(sp.handle, sf.key, ss.key) AS key, coalesce(sp.name, sf.name, ss.name, 'Everything') AS "scopeName"`;

export const SCOPE_JOINS = `
  LEFT JOIN person sp ON sp.id = t.person_id
  LEFT JOIN access_profile sf ON sf.id = t.profile_id
  LEFT JOIN system ss ON ss.id = t.system_id`;

export interface ScopeRow {
  readonly kind: ScopeKind;
  readonly scopeId: string | null;
  readonly key: string | null;
  readonly scopeName: string;
}

export const scopeOf = ({ kind, scopeId, key, scopeName }: ScopeRow): NamedScope => ({
  kind,
  id: scopeId,
  key,
  name: scopeName,
});

/** The columns `scope, person_id, profile_id, system_id` of a new row. */
export const scopeValues = ({ kind, id }: BulkScope): (string | null)[] => [
  kind,
  kind === 'person' ? id : null,
  kind === 'profile' ? id : null,
  kind === 'system' ? id : null,
];

/** Every account of the same human being as the person $2. */
const SAME_HUMAN = `
  SELECT other.id FROM person one
  JOIN person other ON coalesce(other.second_account_of, other.id) = coalesce(one.second_account_of, one.id)
  WHERE one.id = $2`;

/** A grant reaches a system by what its profile bundles now, and by what was made under it before that changed. */
const REACHES_SYSTEM = `
  g.profile_id IN (SELECT pe.profile_id FROM access_profile_entitlement pe
                   JOIN entitlement e ON e.id = pe.entitlement_id WHERE e.system_id = $2)
  OR g.id IN (SELECT l.grant_id FROM lease l WHERE l.system_id = $2 AND l.state <> 'ended')`;

/** Grants `g` that are not proved over, in the scope of kind $1 and id $2. */
export const IN_SCOPE = `
  g.state <> 'ended' AND CASE $1::text
    WHEN 'all' THEN $2::uuid IS NULL
    WHEN 'person' THEN g.person_id IN (${SAME_HUMAN})
    WHEN 'profile' THEN g.profile_id = $2
    WHEN 'system' THEN ${REACHES_SYSTEM} END`;
