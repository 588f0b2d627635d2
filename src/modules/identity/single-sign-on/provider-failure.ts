import { DomainError } from '../../../kernel';

/**
 * - `declined`: the provider says that the person did not sign in there
 * - `unreachable`: it did not answer, or not as a working one does
 * - `refused`: its answer was not to be trusted, or it refused this client
 */
export type ProviderFailureKind = 'declined' | 'unreachable' | 'refused';

/** A provider's part of a sign-in did not come about. `reason` is a code for the trail: no token, no name, no address. */
export class ProviderFailure extends Error {
  constructor(
    readonly kind: ProviderFailureKind,
    readonly reason: string,
    options?: { cause?: unknown },
  ) {
    super(`${kind}: ${reason}`, options);
    this.name = 'ProviderFailure';
  }
}

/** What the library throws carries a code; OAuth's own answers carry `error` (RFC 6749 4.1.2.1 and 5.2). */
interface Coded {
  readonly code?: unknown;
  readonly error?: unknown;
}

const UNREACHABLE: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);

const DECLINED: ReadonlySet<string> = new Set([
  'access_denied',
  'login_required',
  'interaction_required',
  'consent_required',
]);

export function providerFailure(error: unknown): ProviderFailure {
  if (error instanceof ProviderFailure) return error;
  // A secret that is not there, and whatever else is ours.
  if (error instanceof DomainError) return new ProviderFailure('refused', error.code, { cause: error });
  if (!(error instanceof Error)) throw error;
  const reason = reasonOf(error);
  return new ProviderFailure(kindOf(error, reason), reason, { cause: error });
}

function kindOf(error: Error, reason: string): ProviderFailureKind {
  if (DECLINED.has(reason)) return 'declined';
  return UNREACHABLE.has(reason) || nobodyAnswered(error) ? 'unreachable' : 'refused';
}

/** What `fetch` throws says no more than this, by itself or within what the library makes of it. */
function nobodyAnswered(error: unknown): boolean {
  const { message, cause } = (error ?? {}) as { readonly message?: unknown; readonly cause?: unknown };
  return message === 'fetch failed' || (cause !== undefined && nobodyAnswered(cause));
}

function reasonOf(error: Error & Coded): string {
  const { error: told, code } = error;
  const word = typeof told === 'string' ? told : code;
  return typeof word === 'string' && /^\w{1,60}$/.test(word) ? word : error.name;
}
