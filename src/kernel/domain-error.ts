/** The closed list of ways a use case can refuse. The HTTP edge alone knows their status numbers. */
export type DomainErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'gone'
  | 'rateLimited'
  | 'upstreamUnavailable';

/** Extra members for the problem details: plain JSON, safe to show to the caller. */
export type DomainErrorExtra = Readonly<Record<string, unknown>>;

/**
 * A refusal that the caller is meant to read.
 * `code` reads `capability.reason` (`requests.self_approval`), `detail` is one sentence for a person.
 */
export class DomainError extends Error {
  constructor(
    readonly kind: DomainErrorKind,
    readonly code: string,
    readonly detail: string,
    readonly extra: DomainErrorExtra = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = 'DomainError';
  }
}

const refuse =
  (kind: DomainErrorKind) =>
  (code: string, detail: string, extra?: DomainErrorExtra): DomainError =>
    new DomainError(kind, code, detail, extra);

export const invalid = refuse('invalid');
export const unauthenticated = refuse('unauthenticated');
export const forbidden = refuse('forbidden');
export const notFound = refuse('notFound');
export const conflict = refuse('conflict');
export const gone = refuse('gone');
export const rateLimited = refuse('rateLimited');
export const upstreamUnavailable = refuse('upstreamUnavailable');
