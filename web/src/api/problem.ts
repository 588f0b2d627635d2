/** What must be signed before the call is accepted (RFC 9470 in our problem details). */
export interface StepUpChallenge {
  readonly action: string;
  readonly subjectId: string;
  readonly digest: string;
}

/** RFC 9457 problem details as Sallyport sends them. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly stepUp?: StepUpChallenge;
  readonly retryAfterSeconds?: number;
}

export const OFFLINE = 'client.offline';

/** A refusal or failure of one call, with a sentence that a person can read. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
  }
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;

/** Answers that are no problem details come from something between us and the broker: a proxy, a captive portal. */
export function problemOf(body: unknown, response: Response): Problem {
  if (isProblem(body)) return { ...body, status: response.status };
  return {
    status: response.status,
    code: 'client.unreadable_answer',
    detail: `The server answered ${response.status} without saying why. Try again in a moment.`,
  };
}

const OFFLINE_PROBLEM: Problem = {
  status: 0,
  code: OFFLINE,
  detail:
    'Sallyport cannot be reached. Check the connection and try again; as far as we know, nothing was changed by this attempt.',
};

const UNEXPECTED_PROBLEM: Problem = {
  status: 0,
  code: 'client.unexpected',
  detail: 'This page met an error of its own. Loading it again usually helps.',
};

/** Whether what was sent has been looked at and refused; not so where nobody could be reached, or something broke. */
export const isRefusal = (error: unknown): boolean => {
  const { status } = asProblem(error);
  return status >= 400 && status < 500;
};

/** For a call that never came back. */
export const outOfReach = (): ProblemError => new ProblemError(OFFLINE_PROBLEM);

/** Any thrown thing as a problem, so that one component can show them all. */
export const asProblem = (error: unknown): Problem =>
  error instanceof ProblemError ? error.problem : UNEXPECTED_PROBLEM;

const REFUSED_TOO_EARLY = 429;

/** A refusal stays a refusal; only what never reached the broker, failed there or came too early may end otherwise. */
export const helpsToRepeat = ({ status }: Problem): boolean =>
  status === 0 || status === REFUSED_TOO_EARLY || status >= 500;

const SESSION_OVER = new Set(['identity.sign_in_required', 'identity.session_over']);

/** The session is over; a wrong password, or a missing second factor for one action, is another matter. */
export const isSessionOver = (error: unknown): boolean =>
  error instanceof ProblemError && SESSION_OVER.has(error.problem.code);
