import type { paths } from './schema';

/** The JSON that one operation answers with, taken from the generated description by address and method. */
type AnswerOf<P extends keyof paths, M extends 'get' | 'post'> =
  paths[P] extends Record<M, infer Operation>
    ? Operation extends { responses: infer Responses }
      ? Responses[keyof Responses & (200 | 201)] extends { content: { 'application/json': infer Body } }
        ? Body
        : never
      : never
    : never;

export type Session = AnswerOf<'/api/v1/session', 'get'>;
export type AccountLinkAnswer = AnswerOf<'/api/v1/invitations/{token}', 'get'>;
export type FactorKind = Session['secondFactors'][number];
export type MyFactors = AnswerOf<'/api/v1/factors', 'get'>;
export type Passkey = MyFactors['passkeys'][number];
export type PersonsFactors = AnswerOf<'/api/v1/people/factors', 'get'>['items'][number];
export type Attention = AnswerOf<'/api/v1/attention', 'get'>;
export type DemoPerson = AnswerOf<'/api/v1/demo/people', 'get'>['items'][number];

export type BrowserStepUp = AnswerOf<'/api/v1/browser-step-ups/{link}', 'get'>;

export type Profile = AnswerOf<'/api/v1/profiles', 'get'>['items'][number];

export type SystemSummary = AnswerOf<'/api/v1/systems', 'get'>['items'][number];
export type SystemDetail = AnswerOf<'/api/v1/systems/{key}', 'get'>;
export type Guard = NonNullable<SystemSummary['guard']>;

export type AccessRequest = AnswerOf<'/api/v1/requests/{id}', 'get'>;
export type RequestState = AccessRequest['state'];
export type StoryItem = AnswerOf<'/api/v1/requests/{id}/story', 'get'>['items'][number];
export type RequesterHistory = AnswerOf<'/api/v1/requests/{id}/requester-history', 'get'>;
export type ApprovalLink = AnswerOf<'/api/v1/approval-links/{token}', 'get'>;

export type Grant = AnswerOf<'/api/v1/grants/{id}', 'get'>;
export type GrantState = Grant['state'];
export type Lease = Grant['leases'][number];
export type LeaseProof = NonNullable<Lease['proof']>;
export type Credential = AnswerOf<'/api/v1/grants/{id}/credential', 'post'>;

export type HeldLease = AnswerOf<'/api/v1/unconfirmed-leases', 'get'>['items'][number];
export type EndPreview = AnswerOf<'/api/v1/bulk-revocations/preview', 'get'>;
export type BulkRevocation = AnswerOf<'/api/v1/bulk-revocations/{id}', 'get'>;
export type BulkRevocationSummary = AnswerOf<'/api/v1/bulk-revocations', 'get'>['items'][number];
export type Halt = Attention['halts'][number];

export type PolicyChange = AnswerOf<'/api/v1/policy-changes/{id}', 'get'>;
export type PolicyChangeSummary = AnswerOf<'/api/v1/policy-changes', 'get'>['items'][number];
export type PolicyDifference = PolicyChange['changes'][number];
export type PolicyPreview = AnswerOf<'/api/v1/policy-changes/preview', 'post'>;

export type PersonSummary = AnswerOf<'/api/v1/people', 'get'>['items'][number];
export type PersonDetail = AnswerOf<'/api/v1/people/{handle}', 'get'>;

export type Requirement = PersonDetail['requirements'][number];
export type PersonsAccount = AnswerOf<'/api/v1/people/{id}/account', 'get'>;
export type SlackAccount = AnswerOf<'/api/v1/slack-accounts', 'get'>['items'][number];
export type SlackBinding = AnswerOf<'/api/v1/slack-binding-links/{token}', 'get'>;
export type LinkedAccount = AnswerOf<'/api/v1/linked-accounts', 'get'>['items'][number];

/** What somebody says of a prerequisite that a person has met; days as RFC 3339 writes them. */
export interface NewPrerequisite {
  readonly kind: string;
  readonly completedOn: string;
  readonly validUntil: string | null;
  readonly note: string | null;
}

export type AuditEvent = AnswerOf<'/api/v1/audit/events', 'get'>['items'][number];
export type AuditEventDetail = AnswerOf<'/api/v1/audit/events/{id}', 'get'>;
export type AuditStatus = AnswerOf<'/api/v1/audit/status', 'get'>;

export type WaitingDevice = AnswerOf<'/api/v1/device-authorizations/{userCode}', 'get'>;
export type ApiToken = AnswerOf<'/api/v1/api-tokens', 'get'>['items'][number];
export type TokenScope = ApiToken['scopes'][number];
export type WebSession = AnswerOf<'/api/v1/sessions', 'get'>['items'][number];

/** What a person says of the token that they want. */
export interface NewApiToken {
  readonly name: string;
  readonly scopes: TokenScope[];
  readonly expiresInDays: number;
}

export type Absence = AnswerOf<'/api/v1/absences', 'get'>['items'][number];

/** What somebody says who will be away; moments as RFC 3339 writes them, null for "from now on". */
export interface NewAbsence {
  readonly standIn: string;
  readonly from: string | null;
  readonly until: string;
}
export type NotificationPreference = AnswerOf<'/api/v1/notifications/preference', 'get'>;
export type NotificationChoice = Omit<NotificationPreference, 'reachable' | 'email'>;
export type UndeliveredNotification = AnswerOf<'/api/v1/notifications/undelivered', 'get'>['items'][number];

export type ListPreview = AnswerOf<'/api/v1/people-list/preview', 'post'>;
export type ListedChange = ListPreview['people'][number];
export type ScimToken = AnswerOf<'/api/v1/scim-tokens', 'get'>['items'][number];
export interface NewScimToken {
  readonly name: string;
  readonly replacing: boolean;
}
export type BreakGlassPage = AnswerOf<'/api/v1/break-glass', 'get'>;
export type OfferedBreakGlass = BreakGlassPage['offered'][number];
export type BreakGlass = BreakGlassPage['items'][number];
