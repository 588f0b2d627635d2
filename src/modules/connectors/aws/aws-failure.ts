import { TargetError } from '../connector';

type Code = TargetError['code'];

interface Meaning {
  readonly code: Code;
  readonly sentence: string;
  /** AWS's own words name users, roles and actions only, so they are shown. */
  readonly says?: true;
}

const THROTTLED: Meaning = { code: 'unreachable', sentence: 'AWS asks us to call less often' };
const REFUSED_KEYS: Meaning = { code: 'refused', sentence: "AWS refused the broker's own credential" };
const DENIED: Meaning = { code: 'rights_missing', sentence: 'The broker lacks a right at AWS', says: true };

/** Names of errors that mean something to us. The suffix `Exception` is left out. */
const MEANINGS: Readonly<Record<string, Meaning | undefined>> = {
  AccessDenied: DENIED,
  UnauthorizedOperation: DENIED,
  Throttling: THROTTLED,
  TooManyRequests: THROTTLED,
  RequestLimitExceeded: THROTTLED,
  InvalidClientTokenId: REFUSED_KEYS,
  UnrecognizedClient: REFUSED_KEYS,
  SignatureDoesNotMatch: REFUSED_KEYS,
  IncompleteSignature: REFUSED_KEYS,
  MissingAuthenticationToken: REFUSED_KEYS,
  ExpiredToken: { code: 'refused', sentence: "The broker's own session at AWS has expired" },
  CredentialsProviderError: {
    code: 'refused',
    sentence: 'No AWS credential was found where the broker runs',
  },
  NoSuchEntity: { code: 'refused', sentence: 'It does not exist at AWS', says: true },
  LimitExceeded: { code: 'refused', sentence: 'A limit of AWS is reached', says: true },
  ValidationError: { code: 'refused', sentence: 'AWS does not take what it was asked', says: true },
  RegionDisabled: { code: 'refused', sentence: 'STS is switched off in this region', says: true },
  MalformedPolicyDocument: { code: 'refused', sentence: 'AWS cannot read the session policy', says: true },
  PackedPolicyTooLarge: {
    code: 'refused',
    sentence:
      'The session policy and the tags are too large for AWS together: shorten the entitlement’s session policy',
    says: true,
  },
};

const NETWORK = /^(ECONN|ENOTFOUND|EAI_|EHOST|ENET|EPIPE|EADDR)/;
const TLS = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;
const TIMEOUTS = new Set(['TimeoutError', 'AbortError']);

/** Why a call failed, without what was sent: what a TargetError's `cause` holds. */
export interface FailureCause {
  /** AWS's name for it, without the suffix `Exception`. */
  readonly aws?: string;
  readonly network?: string;
  /** AWS's clock when it refused; a refusal is an answer too. */
  readonly at?: Date;
}

/**
 * The failure as a `TargetError`. What AWS said is repeated only where it can hold no secret and no signature (I17);
 * everything else is told by its name.
 */
export function awsFailure(error: unknown): TargetError {
  if (error instanceof TargetError) return error;
  const name = textOf(error, 'name').replace(/Exception$/, '');
  const network = networkCodeOf(error);
  const at = answeredAt(error);
  const known = MEANINGS[name];
  if (known) {
    const words = known.says ? `: ${wordsOf(error)}` : '';
    return failure(known.code, `${known.sentence}${words} (${name})`, { aws: name, at });
  }
  if (TIMEOUTS.has(name) || network === 'ETIMEDOUT')
    return failure('timeout', 'AWS did not answer in time', { network: 'ETIMEDOUT' });
  if (TLS.test(network))
    return failure('refused', `AWS's certificate was not accepted (${network})`, { network });
  if (NETWORK.test(network)) return failure('unreachable', `AWS cannot be reached (${network})`, { network });
  const status = statusOf(error);
  if (status !== undefined && status >= 500)
    return failure('unreachable', `AWS cannot serve at this moment (${status})`, { aws: name, at });
  return failure('unexpected', `AWS answered with an error (${name || 'unknown'})`, { aws: name, at });
}

const failure = (code: Code, sentence: string, cause: FailureCause): TargetError =>
  new TargetError(code, `${sentence}.`, { cause });

/** A rejected value is repeated in AWS's message, and might be anything. */
const wordsOf = (error: unknown): string =>
  textOf(error, 'message')
    .replaceAll(/Value '.*?' at '/gs, "Value at '")
    .replace(/\.$/, '')
    .slice(0, 500);

const fieldOf = (thing: unknown, name: string): unknown =>
  typeof thing === 'object' && thing !== null ? (thing as Record<string, unknown>)[name] : undefined;

function textOf(error: unknown, name: string): string {
  const text = fieldOf(error, name);
  return typeof text === 'string' ? text : '';
}

/** The SDK wraps what it does not take for an error of its own, and keeps of it no more than the text. */
const networkCodeOf = (error: unknown): string =>
  textOf(error, 'code') ||
  (/^AWS SDK error wrapper for .*?\b(E[A-Z]{4,}|CERT_\w+|ERR_\w+)\b/.exec(textOf(error, 'message'))?.[1] ??
    '');

function statusOf(error: unknown): number | undefined {
  const status = fieldOf(fieldOf(error, '$metadata'), 'httpStatusCode');
  return typeof status === 'number' ? status : undefined;
}

function answeredAt(error: unknown): Date | undefined {
  const date = fieldOf(fieldOf(fieldOf(error, '$response'), 'headers'), 'date');
  return typeof date === 'string' ? new Date(date) : undefined;
}

const causeOf = (error: unknown): FailureCause => (error instanceof TargetError ? (error.cause ?? {}) : {});

/** Nobody answered, or AWS had no time: nothing is said of rights or policies. */
export const isAway = (error: unknown): boolean =>
  error instanceof TargetError && (error.code === 'unreachable' || error.code === 'timeout');

/** AWS's name for the refusal behind a TargetError, where AWS gave one. */
export const awsNameOf = (error: unknown): string | undefined => causeOf(error).aws;

/** AWS's clock at the refusal behind a TargetError, where AWS gave one. */
export const refusedAt = (error: unknown): Date | undefined => causeOf(error).at;
