import type { Actor } from './actor';

/** What a field may hold before it is written: JSON, with `Date` for a moment (stored as RFC 3339 in UTC). */
export type AuditValue =
  string | number | boolean | null | Date | readonly AuditValue[] | { readonly [name: string]: AuditValue };

/** A value that every reader of the trail may see, for ever. Made by {@link open}. */
export class OpenField {
  readonly #classified = true;

  constructor(readonly value: AuditValue) {}

  static is(field: unknown): field is OpenField {
    return typeof field === 'object' && field !== null && #classified in field;
  }
}

/** A value about one person, encrypted under that person's key and unreadable once the key is erased. Made by {@link personal}. */
export class PersonalField {
  readonly #classified = true;

  constructor(
    readonly personId: string,
    readonly value: AuditValue,
  ) {}

  static is(field: unknown): field is PersonalField {
    return typeof field === 'object' && field !== null && #classified in field;
  }
}

/** A classified value. A raw one does not compile, and is stored as `[redacted]` where a cast forced it through. */
export type AuditField = OpenField | PersonalField;

export const open = (value: AuditValue): OpenField => new OpenField(value);
export const personal = (personId: string, value: AuditValue): PersonalField =>
  new PersonalField(personId, value);

export type AuditSeverity = 'info' | 'notice' | 'alert';

/** A thing that an event is about; `kind` is a glossary term in kebab case (`access-request`, `grant`, `person`). */
export interface AuditReference {
  readonly kind: string;
  readonly id: string;
}

/** One fact for the trail. `type` reads `capability.what_happened`. Fields that are undefined are left out. */
export interface AuditEventInput {
  readonly type: `${string}.${string}`;
  readonly subject: AuditReference;
  readonly related?: readonly AuditReference[];
  /** `info` unless given. `alert` asks somebody to look now. */
  readonly severity?: AuditSeverity;
  readonly data?: { readonly [field: string]: AuditField | undefined };
}

export interface AuditContext {
  readonly actor: Actor;
  readonly at: Date;
}

/** Runs one statement inside the caller's open transaction. */
export type TransactionQuery = <T = Record<string, unknown>>(
  sql: string,
  parameters?: readonly unknown[],
) => Promise<T[]>;

/**
 * Where a unit of work puts its events. The platform names it and the audit capability is it.
 * Called once, as the last statements of the transaction; when it throws, the transaction must not commit (I9).
 */
export interface AuditSink {
  append(query: TransactionQuery, events: readonly AuditEventInput[], context: AuditContext): Promise<void>;
}

/** Injection token of the one {@link AuditSink}. */
export const AUDIT_SINK = Symbol('AuditSink');
