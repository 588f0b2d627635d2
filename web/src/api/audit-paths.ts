type Parameters<Query, Path> = { query?: Query; header?: never; path: Path; cookie?: never };
type Answer<T> = { 200: { headers: Record<string, unknown>; content: { 'application/json': T } } };
type Get<T, Query = never, Path = undefined> = {
  parameters: Path extends undefined
    ? { query?: Query; header?: never; path?: never; cookie?: never }
    : Parameters<Query, Path>;
  get: {
    parameters: Path extends undefined
      ? { query?: Query; header?: never; path?: never; cookie?: never }
      : Parameters<Query, Path>;
    requestBody?: never;
    responses: Answer<T>;
  };
};

interface Reference {
  kind: string;
  id: string;
  name: string | null;
}

interface AuditEvent {
  id: string;
  at: string;
  type: string;
  severity: 'info' | 'notice' | 'alert';
  actor: { kind: 'person' | 'system' | 'anonymous'; id: string | null; name: string };
  subject: Reference;
  index: number | null;
  sentence: string;
}

interface AuditEventPage extends AuditEvent {
  body: string;
  proof: { leafIndex: number; treeSize: number; rootHash: string; hashes: string[] } | null;
}

export interface AuditPaths {
  '/api/v1/audit/events': Get<
    { items: AuditEvent[]; nextCursor: string | null },
    {
      type?: string;
      actor?: string;
      entity?: string;
      severity?: string;
      q?: string;
      from?: string;
      to?: string;
      cursor?: string;
    }
  >;
  '/api/v1/audit/events/{id}': Get<AuditEventPage, never, { id: string }>;
  '/api/v1/audit/status': Get<{
    size: number;
    root: string;
    lastCheckpointAt: string | null;
    unsealed: number;
    state: 'verified' | 'pending' | 'broken';
    brokenAt: number | null;
  }>;
}
