/** What went wrong at Slack, in a word that quotes nothing of a message (I17). */
export class SlackFailure extends Error {
  constructor(
    /** Slack's own code, or the kind of the network's failure. */
    readonly reason: string,
    /**
     * - `refused`: Slack will never do this;
     * - `later`: it may do it later;
     * - `unreachable`: there is nobody to ask, or we are not let in, so the next call would not fare better.
     */
    readonly kind: 'refused' | 'later' | 'unreachable',
    /** How long Slack asks to be left alone. */
    readonly retryAfterSeconds?: number,
  ) {
    super(`Slack did not do what it was asked: ${reason}.`);
    this.name = 'SlackFailure';
  }

  /** Slack did not do it, and did not ask to be left alone. Where no answer came, it may have been done. */
  get isWorthAnotherTry(): boolean {
    return this.kind === 'later' && this.retryAfterSeconds === undefined;
  }
}

const LATER = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);
const NOT_LET_IN = new Set([
  'account_inactive',
  'invalid_auth',
  'missing_scope',
  'not_authed',
  'org_login_required',
  'token_expired',
  'token_revoked',
]);

/** The errors of `@slack/web-api`, told apart by their codes: the library is loaded late, and its classes with it. */
interface ApiError {
  readonly code?: string;
  readonly data?: { readonly error?: string };
  readonly statusCode?: number;
  readonly retryAfter?: number;
}

export function slackFailureOf(error: unknown): SlackFailure {
  const { code, data, statusCode = 0, retryAfter } = (error ?? {}) as ApiError;
  switch (code) {
    case 'slack_webapi_platform_error':
      return platformFailure(data?.error ?? 'unknown_error');
    case 'slack_webapi_rate_limited_error':
      return new SlackFailure('rate_limited', 'later', retryAfter);
    case 'slack_webapi_http_error':
      return new SlackFailure(`http_${statusCode}`, statusCode >= 500 ? 'later' : 'refused');
    case 'slack_webapi_request_error':
      return new SlackFailure('no_answer', 'unreachable');
    default:
      return new SlackFailure('unexpected', 'later');
  }
}

function platformFailure(reason: string): SlackFailure {
  if (LATER.has(reason)) return new SlackFailure(reason, 'later');
  return new SlackFailure(reason, NOT_LET_IN.has(reason) ? 'unreachable' : 'refused');
}
