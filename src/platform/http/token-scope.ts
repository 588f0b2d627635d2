/**
 * What an API token may be used for; each endpoint that takes tokens names some. Few words, so that people choose rightly:
 * - `read`: see what its person sees of profiles, requests, grants and systems;
 * - `requests`: ask for access, change a request, take it back; propose a change of the rules;
 * - `approvals`: approve and deny where its person is asked to;
 * - `grants`: take the log-ins of its person's grants, and end grants;
 * - `audit`: read and export the audit trail.
 */
export const TOKEN_SCOPES = ['read', 'requests', 'approvals', 'grants', 'audit'] as const;

export type TokenScope = (typeof TOKEN_SCOPES)[number];
