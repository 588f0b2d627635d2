import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from './schema';
import { outOfReach, ProblemError, problemOf } from './problem';
import { noteServerTime } from './server-clock';

const CSRF_HEADER = 'X-Sallyport-CSRF';

let csrfToken = '';
let lastAnswerAt = Date.now();

export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

/** When the broker last answered: every answer to a signed-in call moves the idle deadline. */
export const lastAnswer = (): number => lastAnswerAt;

const session: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET') request.headers.set(CSRF_HEADER, csrfToken);
    return request;
  },
  onResponse({ response }) {
    lastAnswerAt = Date.now();
    noteServerTime(response.headers.get('date'), lastAnswerAt);
  },
  onError: outOfReach,
};

export const api = createClient<paths>({ credentials: 'same-origin' });
api.use(session);

interface Outcome<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The answer, or a thrown ProblemError. */
export async function answerOf<T>(call: Promise<Outcome<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw new ProblemError(problemOf(error, response));
  return data as T;
}

/** One per attempt of a person: repeating the call with it never does the thing twice. */
export const newIdempotencyKey = (): string => crypto.randomUUID();
