import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { type Redacted, SECOND } from '../../kernel';
import { CommandFailure, EXIT, type ExitCode } from './exit-code';

/** A target may take its time to make a log-in; the broker gives it up before this. */
const ANSWERS_WITHIN = 60 * SECOND;

/** Before what can be sent twice is sent again: a broker that restarts is back within seconds. */
const RETRY_AFTER = [SECOND / 2, 2 * SECOND];

const problemShape = z.looseObject({
  code: z.string(),
  detail: z.string(),
  retryAfterSeconds: z.number().optional(),
  stepUp: z.object({ action: z.string(), subjectId: z.string(), digest: z.string() }).optional(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});
type Problem = z.output<typeof problemShape>;

/** A refusal of the broker, in its words (RFC 9457). */
export class Refusal extends CommandFailure {
  constructor(
    exitCode: ExitCode,
    readonly code: string,
    detail: string,
    readonly retryAfterSeconds: number | undefined,
    /** What a second factor has to be given for, where that is all that is missing. */
    readonly stepUp: Problem['stepUp'],
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
  /** The name of this one attempt, under which it may be sent again without being done twice. */
  readonly idempotencyKey?: string;
  /** Milliseconds after which it is given up. */
  readonly within?: number;
}

/** The HTTP API, as the commands use it: what comes back is checked, and what is refused becomes an exit code. */
export class Api {
  constructor(
    readonly server: string,
    private readonly token?: Redacted<string>,
    private readonly retryAfter: readonly number[] = RETRY_AFTER,
  ) {}

  get<T>(path: string, answer: z.ZodType<T>, within?: number): Promise<T> {
    return this.send('GET', path, answer, { within });
  }

  post<T>(path: string, answer: z.ZodType<T>, call: Call): Promise<T> {
    return this.send('POST', path, answer, call);
  }

  /** Makes one thing, however often the connection breaks on the way. */
  create<T>(path: string, answer: z.ZodType<T>, body: object): Promise<T> {
    const idempotencyKey = randomUUID();
    return this.retried(() => this.post(path, answer, { body, idempotencyKey }));
  }

  delete(path: string): Promise<unknown> {
    return this.send('DELETE', path, z.unknown());
  }

  private async retried<T>(send: () => Promise<T>): Promise<T> {
    for (const milliseconds of this.retryAfter) {
      try {
        return await send();
      } catch (error) {
        if (!(error instanceof OutOfReach)) throw error;
      }
      await pause(milliseconds);
    }
    return send();
  }

  private async send<T>(method: string, path: string, answer: z.ZodType<T>, call: Call = {}): Promise<T> {
    const response = await this.fetch(method, path, call);
    const body = await response.json().catch(() => undefined);
    if (!response.ok) throw refusalOf(this.server, response.status, body);
    const read = answer.safeParse(body);
    if (read.success) return read.data;
    throw new CommandFailure(EXIT.failed, `${this.server} is another version: its answer is not understood.`);
  }

  private async fetch(
    method: string,
    path: string,
    { body, stepUpToken, idempotencyKey, within = ANSWERS_WITHIN }: Call,
  ): Promise<Response> {
    try {
      return await fetch(`${this.server}/api/v1${path}`, {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(within),
        headers: {
          ...(this.token && { authorization: `Bearer ${this.token.reveal()}` }),
          ...(body && { 'content-type': 'application/json' }),
          ...(stepUpToken !== undefined && { 'sallyport-step-up': stepUpToken }),
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
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
  const { code, retryAfterSeconds, stepUp } = problem.data;
  const exitCode = exitCodeOf(status, code);
  const sentences = [...sentencesOf(problem.data), ...adviceOn(server, exitCode, code)];
  return new Refusal(exitCode, code, sentences.join(' '), retryAfterSeconds, stepUp);
}

/** Everything that is wrong at once, so that nobody has to try again to learn the next. */
const sentencesOf = ({ detail, errors = [] }: Problem): string[] => [
  ...new Set([detail, ...errors.map(({ message }) => message)]),
];

function adviceOn(server: string, exitCode: ExitCode, code: string): string[] {
  if (exitCode === EXIT.notSignedIn) return ['Run: sallyport login'];
  if (code !== 'identity.token_scope') return [];
  return [`Make one at ${server}/security, or unset SALLYPORT_TOKEN and run: sallyport login`];
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
