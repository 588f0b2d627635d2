import { z } from 'zod';
import { type Redacted, SECOND } from '../../kernel';
import { CommandFailure, EXIT, type ExitCode } from './exit-code';

/** A target may take its time to make a log-in; the broker gives it up before this. */
const ANSWERS_WITHIN = 60 * SECOND;

const problemShape = z.looseObject({
  code: z.string(),
  detail: z.string(),
  retryAfterSeconds: z.number().optional(),
});

/** A refusal of the broker, in its words (RFC 9457). */
export class Refusal extends CommandFailure {
  constructor(
    exitCode: ExitCode,
    readonly code: string,
    detail: string,
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(exitCode, detail);
  }
}

/** The broker did not answer, or something before it answered in its place. */
export class OutOfReach extends CommandFailure {
  constructor(server: string) {
    super(EXIT.tryAgain, `${server} cannot be reached. Check the address and your connection.`);
  }
}

export interface Call {
  readonly body?: object;
  readonly stepUpToken?: string;
}

/** The HTTP API, as the commands use it: what comes back is checked, and what is refused becomes an exit code. */
export class Api {
  constructor(
    readonly server: string,
    private readonly token?: Redacted<string>,
  ) {}

  get<T>(path: string, answer: z.ZodType<T>): Promise<T> {
    return this.send('GET', path, answer);
  }

  post<T>(path: string, answer: z.ZodType<T>, call: Call): Promise<T> {
    return this.send('POST', path, answer, call);
  }

  delete(path: string): Promise<unknown> {
    return this.send('DELETE', path, z.unknown());
  }

  private async send<T>(method: string, path: string, answer: z.ZodType<T>, call: Call = {}): Promise<T> {
    const response = await this.fetch(method, path, call);
    const body = await response.json().catch(() => undefined);
    if (!response.ok) throw refusalOf(this.server, response.status, body);
    const read = answer.safeParse(body);
    if (read.success) return read.data;
    throw new CommandFailure(EXIT.failed, `${this.server} is another version: its answer is not understood.`);
  }

  private async fetch(method: string, path: string, { body, stepUpToken }: Call): Promise<Response> {
    try {
      return await fetch(`${this.server}/api/v1${path}`, {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWERS_WITHIN),
        headers: {
          ...(this.token && { authorization: `Bearer ${this.token.reveal()}` }),
          ...(body && { 'content-type': 'application/json' }),
          ...(stepUpToken !== undefined && { 'sallyport-step-up': stepUpToken }),
        },
        body: body && JSON.stringify(body),
      });
    } catch {
      throw new OutOfReach(this.server);
    }
  }
}

function refusalOf(server: string, status: number, body: unknown): CommandFailure {
  const problem = problemShape.safeParse(body);
  if (!problem.success) return new OutOfReach(server);
  const { code, detail, retryAfterSeconds } = problem.data;
  const exitCode = exitCodeOf(status, code);
  const advice = exitCode === EXIT.notSignedIn ? ' Run: sallyport login' : '';
  return new Refusal(exitCode, code, `${detail}${advice}`, retryAfterSeconds);
}

/** Refused for want of a right second factor, though signed in well. */
const FACTOR_REFUSALS = new Set([
  'insufficient_user_authentication',
  'identity.wrong_code',
  'identity.code_already_used',
]);

function exitCodeOf(status: number, code: string): ExitCode {
  if (status === 401) return FACTOR_REFUSALS.has(code) ? EXIT.refused : EXIT.notSignedIn;
  if (status === 403) return EXIT.refused;
  if (status === 404) return EXIT.notFound;
  if (status === 409 || status === 410) return EXIT.changed;
  if (status === 429 || status >= 500) return EXIT.tryAgain;
  return EXIT.usage;
}
