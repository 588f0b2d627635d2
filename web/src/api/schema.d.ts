/** Written by hand from the contract until `npm run openapi` overwrites this file with the generated types. */

type Json<T> = { content: { 'application/json': T } };
type Problem = { content: { 'application/problem+json': unknown } };
type Answer<T> = { 200: { headers: { [name: string]: unknown } } & Json<T>; default: { headers: { [name: string]: unknown } } & Problem };
type None = { query?: never; header?: never; path?: never; cookie?: never };
type With<P> = Omit<None, keyof P> & P;
type Headers = { 'Idempotency-Key'?: string; 'Sallyport-Step-Up'?: string };
type Get<T, P = {}> = { parameters: With<P>; requestBody?: never; responses: Answer<T> };
type Send<B, T, P = {}> = { parameters: With<P & { header?: Headers }>; requestBody: Json<B>; responses: Answer<T> };
type Bare<T, P = {}> = { parameters: With<P>; requestBody?: never; responses: Answer<T> };
type Route<M> = { parameters: None } & { [K in 'get' | 'post' | 'put' | 'patch' | 'delete']: K extends keyof M ? M[K] : never };
type ById = { path: { id: string } };
type ByKey = { path: { key: string } };
type Page<T> = { items: T[]; nextCursor: string | null };
type Named = { id: string; name: string };

interface Session {
  state: 'anonymous' | 'second-factor-required' | 'signed-in';
  csrfToken: string;
  person: { id: string; handle: string; name: string; email: string; jobRoles: { key: string; title: string }[] } | null;
  abilities: string[];
  demo: boolean;
  environment: string;
  organisation: string;
  expiresAt: string | null;
  idleExpiresAt: string | null;
  waitingApprovals: number;
  unconfirmedLeases: number;
}

interface Guard {
  kind: 'pg_cron' | 'process' | 'none';
  alive: boolean;
  lastSeenAt: string | null;
  summary: string;
}

interface Profile {
  id: string;
  key: string;
  name: string;
  description: string;
  personalData: boolean;
  dataCategory: string;
  purpose: string;
  processingActivity: { key: string; title: string };
  duration: { defaultSeconds: number; minimumSeconds: number; maximumSeconds: number };
  minimumJustification: number;
  ticketPattern: string | null;
  approvalCount: number;
  approvers: { id: string; name: string; because: string }[];
  eligibility: { eligible: boolean; reasons: { code: string; sentence: string }[] };
  systems: { id: string; key: string; name: string; guard?: Guard | null }[];
  allows: string[];
  allowsNot: string[];
}

interface ProfilePage extends Profile {
  eligiblePeople: Named[];
  entitlements: { id: string; key: string; name: string; system: { id: string; key: string; name: string } }[];
}

interface LeaseProof {
  summary: string;
  readAt: string;
  facts: { [name: string]: unknown };
}

interface Lease {
  id: string;
  state: string;
  system: Named;
  targetName: string;
  issuedAt: string | null;
  expiresAt: string | null;
  endedAt: string | null;
  proof: LeaseProof | null;
  attempts: number;
  nextAttemptAt: string | null;
  lastError: string | null;
}

interface Grant {
  id: string;
  requestId: string;
  person: Named;
  profile: { id: string; key: string; name: string };
  state: 'scheduled' | 'claimable' | 'active' | 'ending' | 'ended' | 'unconfirmed';
  startsAt: string | null;
  claimBy: string | null;
  claimedAt: string | null;
  expiresAt: string | null;
  durationSeconds: number;
  endedAt: string | null;
  endReason: string | null;
  endedBy: Named | null;
  leases: Lease[];
  claimDigest: string;
  may: { claim: boolean; end: boolean };
}

interface Request {
  id: string;
  version: number;
  state: 'pending' | 'approved' | 'denied' | 'cancelled' | 'lapsed';
  requester: { id: string; name: string; jobRoles: string[] };
  profile: { id: string; key: string; name: string; personalData: boolean; dataCategory: string; purpose: string };
  justification: string;
  ticket: string | null;
  durationSeconds: number;
  startsAt: string | null;
  createdAt: string;
  lapsesAt: string;
  digest: string;
  approvalsNeeded: number;
  approvals: {
    approver: Named;
    decision: 'approve' | 'deny';
    reason: string | null;
    factor: string;
    decidedAt: string;
    version: number;
    void: boolean;
  }[];
  approvers: { id: string; name: string; because: string; askedAt: string }[];
  grant: Grant | null;
  may: { edit: boolean; cancel: boolean; approve: boolean; deny: boolean };
  ask: { systems: { name: string; guard: string }[]; allows: string[]; allowsNot: string[] };
}

interface StoryItem {
  at: string;
  kind: string;
  sentence: string;
  actor: Named | null;
  factor: string | null;
  eventIds: string[];
  proof: LeaseProof | null;
}

interface AuditEvent {
  id: string;
  seq: number | null;
  at: string;
  type: string;
  severity: 'info' | 'notice' | 'alert';
  actor: { kind: string; id: string | null; name: string };
  subject: { kind: string; id: string; name: string | null };
  sentence: string;
}

interface AuditEventPage extends AuditEvent {
  body: string;
  proof: {
    leafIndex: number;
    treeSize: number;
    leafHash: string;
    rootHash: string;
    hashes: string[];
    checkpoint: string;
  } | null;
}

interface System {
  id: string;
  key: string;
  name: string;
  kind: string;
  environment: string;
  owners: Named[];
  entitlements: { id: string; key: string; name: string }[];
  guard: Guard | null;
  preflight: { id: string; ok: boolean; summary: string; advice: string | null }[];
  checkedAt: string | null;
  leases: { live: number; ending: number; unconfirmed: SystemLease[] };
  recentProofs: { leaseId: string; grantId: string; requestId: string; person: Named; proof: LeaseProof }[];
}

interface SystemLease {
  id: string;
  requestId: string;
  person: Named;
  targetName: string;
  dueAt: string;
  attempts: number;
  nextAttemptAt: string | null;
  lastError: string | null;
}

export interface paths {
  '/api/v1/session': Route<{
    get: Get<Session>;
    post: Send<{ handle: string; password: string }, Session>;
    delete: Bare<Session>;
  }>;
  '/api/v1/session/second-factor': Route<{ post: Send<{ code: string }, Session> }>;
  '/api/v1/step-ups': Route<{
    post: Send<
      { action: string; subjectId: string; digest: string; code: string },
      { stepUpToken: string; expiresAt: string }
    >;
  }>;
  '/api/v1/demo/people': Route<{
    get: Get<{
      items: {
        handle: string;
        name: string;
        email: string;
        title: string;
        password: string;
        code: string | null;
        secondsLeft: number;
      }[];
    }>;
  }>;
  '/api/v1/profiles': Route<{ get: Get<{ items: Profile[] }> }>;
  '/api/v1/profiles/{key}': Route<{ get: Get<ProfilePage, ByKey> }>;
  '/api/v1/requests': Route<{
    get: Get<Page<Request>, { query?: { scope?: 'mine' | 'all'; state?: string; cursor?: string } }>;
    post: Send<
      { profile: string; justification: string; ticket?: string; durationSeconds: number; startsAt?: string },
      Request
    >;
  }>;
  '/api/v1/requests/{id}': Route<{
    get: Get<Request, ById>;
    patch: Send<
      { justification?: string; ticket?: string; durationSeconds?: number; startsAt?: string | null; version: number },
      Request,
      ById
    >;
  }>;
  '/api/v1/requests/{id}/cancel': Route<{ post: Send<Record<string, never>, Request, ById> }>;
  '/api/v1/requests/{id}/decisions': Route<{
    post: Send<
      { decision: 'approve' | 'deny'; version: number; digest: string; reason?: string; linkToken?: string },
      Request,
      ById
    >;
  }>;
  '/api/v1/requests/{id}/history-of-requester': Route<{
    get: Get<
      {
        recent: { id: string; profile: string; state: string; createdAt: string; durationSeconds: number }[];
        counts: { asked: number; approved: number; denied: number; endedEarly: number };
      },
      ById
    >;
  }>;
  '/api/v1/requests/{id}/story': Route<{ get: Get<{ items: StoryItem[] }, ById> }>;
  '/api/v1/approvals': Route<{
    get: Get<Page<Request>, { query?: { state?: 'waiting' | 'decided'; cursor?: string } }>;
  }>;
  '/api/v1/approval-links/{token}': Route<{
    get: Get<{ request: Request; bound: { you: boolean } }, { path: { token: string } }>;
  }>;
  '/api/v1/grants': Route<{
    get: Get<Page<Grant>, { query?: { scope?: 'mine' | 'all'; state?: string; cursor?: string } }>;
  }>;
  '/api/v1/grants/{id}': Route<{ get: Get<Grant, ById> }>;
  '/api/v1/grants/{id}/credential': Route<{
    post: Send<
      { digest: string },
      {
        lease: { id: string };
        username: string;
        expiresAt: string;
        formats: { id: string; label: string; hint?: string | null; text: string }[];
      },
      ById
    >;
  }>;
  '/api/v1/grants/{id}/end': Route<{ post: Send<{ reason?: string }, Grant, ById> }>;
  '/api/v1/audit/events': Route<{
    get: Get<
      Page<AuditEvent>,
      {
        query?: {
          type?: string;
          actor?: string;
          subject?: string;
          severity?: string;
          q?: string;
          from?: string;
          to?: string;
          cursor?: string;
        };
      }
    >;
  }>;
  '/api/v1/audit/events/{id}': Route<{ get: Get<AuditEventPage, ById> }>;
  '/api/v1/audit/status': Route<{
    get: Get<{
      size: number;
      root: string;
      lastCheckpointAt: string | null;
      unsealed: number;
      state: 'verified' | 'pending' | 'broken';
      brokenAt: number | null;
    }>;
  }>;
  '/api/v1/systems': Route<{ get: Get<{ items: System[] }> }>;
  '/api/v1/systems/{key}': Route<{ get: Get<System, ByKey> }>;
  '/api/v1/systems/{key}/check': Route<{ post: Send<Record<string, never>, System, ByKey> }>;
}
