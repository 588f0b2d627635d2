import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const peopleSchema = z.object({
  items: z.array(
    z.object({ handle: z.string(), password: z.string(), code: z.string(), secondsLeft: z.number() }),
  ),
});

const sessionSchema = z.looseObject({ csrfToken: z.string(), state: z.string() });
const problemSchema = z.looseObject({ detail: z.string() });
const stepUpSchema = z.object({ stepUpToken: z.string() });

interface Call {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Somebody of the demonstration, doing over HTTP exactly what the web app does for a person. */
export class StoryPerson {
  private cookie = '';
  private csrf = '';
  private lastCode = '';

  constructor(
    private readonly url: string,
    readonly handle: string,
    readonly name: string,
    private readonly patience: (seconds: number, whose: string) => void,
  ) {}

  async signIn(): Promise<void> {
    await this.session({});
    const { password } = await this.shown();
    await this.session({ method: 'POST', body: { handle: this.handle, password } });
    const second = { method: 'POST', body: { code: await this.code() } } as const;
    const { csrfToken } = sessionSchema.parse(await this.must('/session/second-factor', second));
    this.csrf = csrfToken;
  }

  /** The answer of a call that has to work. */
  async must(path: string, call: Call = {}): Promise<unknown> {
    const { ok, answer } = await this.call(path, call);
    if (!ok) throw new Error(`${call.method ?? 'GET'} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** An answer that is no JSON. */
  async text(path: string): Promise<string> {
    const response = await fetch(`${this.url}/api/v1${path}`, { headers: { cookie: this.cookie } });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
    return response.text();
  }

  /** The sentence with which a call was refused; undefined when it was not. */
  async refusal(path: string, call: Call): Promise<string | undefined> {
    const { ok, answer } = await this.call(path, call);
    return ok ? undefined : problemSchema.parse(answer).detail;
  }

  /** A fresh second factor for exactly this, as the header that carries it. */
  async stepUp(action: string, subjectId: string, digest: string): Promise<Record<string, string>> {
    const body = { action, subjectId, digest, code: await this.code() };
    const { stepUpToken } = stepUpSchema.parse(await this.must('/step-ups', { method: 'POST', body }));
    return { 'sallyport-step-up': stepUpToken };
  }

  private async session(call: Call): Promise<void> {
    this.csrf = sessionSchema.parse(await this.must('/session', call)).csrfToken;
  }

  /** Each code works once, so a person sometimes waits for the next one. */
  private async code(): Promise<string> {
    let { code, secondsLeft } = await this.shown();
    if (code === this.lastCode) {
      this.patience(secondsLeft, this.name);
      await delay(secondsLeft * 1_000 + 200);
      ({ code, secondsLeft } = await this.shown());
    }
    this.lastCode = code;
    return code;
  }

  private async shown() {
    const { items } = peopleSchema.parse(await this.must('/demo/people'));
    const person = items.find(({ handle }) => handle === this.handle);
    if (!person) throw new Error(`There is no ${this.handle} in the demonstration.`);
    return person;
  }

  private async call(path: string, call: Call): Promise<{ ok: boolean; answer: unknown }> {
    const { method = 'GET', body, headers = {} } = call;
    const writes: Record<string, string> =
      method === 'GET'
        ? {}
        : { origin: this.url, 'x-sallyport-csrf': this.csrf, 'idempotency-key': randomUUID() };
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        ...writes,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    this.cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? this.cookie;
    const text = await response.text();
    return { ok: response.ok, answer: text === '' ? undefined : JSON.parse(text) };
  }
}
