import { randomUUID } from 'node:crypto';
import { type Clock, Redacted, SECOND } from '../../src/kernel';
import { codeAt } from '../../src/modules/identity';

const STEP = 30 * SECOND;

// What a test reads of an answer is the test's own business: it asserts on what it finds.
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are JSON whose shape each test states by its expectations
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Headers;
}

/** A Sallyport as its people meet it, in this process or in one of its own. */
export interface Reached {
  readonly url: string;
  readonly clock: Clock & { advance(milliseconds: number): void };
  secretsOf(handle: string): { readonly password: string; readonly totpSeed: string } | undefined;
}

/** Somebody with a browser's cookie, talking to the API over HTTP as the web app does. */
export class Person {
  private cookie = '';
  private csrf = '';
  /** Tests move the clock by hours; whoever was signed in signs in again when the session has run out meanwhile. */
  private staysSignedIn = false;

  constructor(
    readonly at: Reached,
    readonly handle: string,
  ) {}

  static async signIn(at: Reached, handle: string): Promise<Person> {
    const person = new Person(at, handle);
    await person.signInAgain();
    return person;
  }

  async signInAgain(): Promise<void> {
    await this.giveNames();
    const second = await this.post('/session/second-factor', { code: this.nextCode() });
    if (second.status !== 200)
      throw new Error(`${this.handle} could not sign in: ${JSON.stringify(second.body)}`);
    this.staysSignedIn = true;
  }

  /** With the cookie of a session that exists already. */
  async resume(cookie: string): Promise<void> {
    this.cookie = cookie;
    const { state } = (await this.get('/session')).body;
    if (state !== 'signed-in') throw new Error(`The session of ${this.handle} is ${state}.`);
  }

  /** The first half of signing in: password given, second factor still to come. */
  async giveNames(): Promise<Answer> {
    await this.get('/session');
    return this.post('/session', { handle: this.handle, password: this.secrets.password });
  }

  get secrets() {
    const secrets = this.at.secretsOf(this.handle);
    if (!secrets) throw new Error(`There is no ${this.handle} in the demonstration.`);
    return secrets;
  }

  /** A code that was not used before: time moves on by one step. */
  nextCode(): string {
    this.at.clock.advance(STEP);
    return codeAt(new Redacted(this.secrets.totpSeed), this.at.clock.now());
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('POST', path, body, headers);
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.call('PATCH', path, body);
  }

  /** The same session at another process. */
  through(other: Reached): Person {
    const same = new Person(other, this.handle);
    same.cookie = this.cookie;
    same.csrf = this.csrf;
    return same;
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const answer = await this.send(method, path, body, headers);
    if (!this.staysSignedIn || answer.body?.code !== 'identity.sign_in_required') return answer;
    this.staysSignedIn = false;
    // Whoever may not come back, since they left at this very moment, hears what they were answered.
    const isBack = await this.signInAgain().then(
      () => true,
      () => false,
    );
    return isBack ? this.send(method, path, body, headers) : answer;
  }

  private async send(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const response = await fetch(`${this.at.url}/api/v1${path}`, {
      method,
      headers: { ...this.ownHeaders(method, body), ...headers },
      body: typeof body === 'object' ? JSON.stringify(body) : (body as string | undefined),
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie) this.cookie = cookie.split(';')[0]!;
    const text = await response.text();
    const isJson = text !== '' && /[/+]json\b/.test(response.headers.get('content-type') ?? '');
    const answer: Json = isJson ? JSON.parse(text) : text;
    if (path.startsWith('/session') && answer?.csrfToken) this.csrf = answer.csrfToken;
    return { status: response.status, body: answer, headers: response.headers };
  }

  private ownHeaders(method: string, body: unknown): Record<string, string> {
    return {
      cookie: this.cookie,
      ...(method === 'GET' ? {} : { 'x-sallyport-csrf': this.csrf, origin: this.at.url }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
  }

  /** Header with a fresh second factor for exactly this. */
  async stepUp(action: string, subjectId: string, digest: string): Promise<Record<string, string>> {
    const answer = await this.post('/step-ups', { action, subjectId, digest, code: this.nextCode() });
    if (answer.status !== 201) throw new Error(`No step-up: ${JSON.stringify(answer.body)}`);
    return { 'sallyport-step-up': answer.body.stepUpToken };
  }

  /** For a program, made as its person does it. */
  async apiToken(scopes: readonly string[]): Promise<string> {
    const body = { name: `a terminal that may ${scopes.join(' and ')}`, scopes, expiresInDays: 1 };
    const { stepUp } = (await this.post('/api-tokens', body)).body;
    const header = await this.stepUp(stepUp.action, stepUp.subjectId, stepUp.digest);
    return (await this.post('/api-tokens', body, header)).body.token;
  }

  /** Opens the link to confirm that a command line said, in the browser, and answers it. */
  async answerConfirmLink(said: string, decision: 'confirm' | 'refuse'): Promise<void> {
    const link = /\/confirm\/([\w-]{43})/.exec(said)?.[1];
    if (!link) return;
    const { action, subjectId, digest } = (await this.get(`/browser-step-ups/${link}`)).body;
    const header = decision === 'confirm' ? await this.stepUp(action, subjectId, digest) : {};
    await this.post(`/browser-step-ups/${link}/decision`, { decision }, header);
  }

  async ask(changes: Json = {}): Promise<Json> {
    const answer = await this.post(
      '/requests',
      {
        profile: 'customer-data-read',
        justification: 'Invoice 4711 of a customer shows the wrong total, see the ticket.',
        durationSeconds: 600,
        ...changes,
      },
      { 'idempotency-key': randomUUID() },
    );
    if (answer.status !== 201) throw new Error(`Not asked: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async decide(request: Json, decision: 'approve' | 'deny' = 'approve', changes: Json = {}): Promise<Answer> {
    const header = await this.stepUp(`requests.${decision}`, request.id, request.digest);
    const body = { decision, version: request.version, digest: request.digest, ...changes };
    return this.post(`/requests/${request.id}/decisions`, body, header);
  }

  async claim(grant: Json, changes: Json = {}): Promise<Answer> {
    const digest = claimDigestOf(grant, changes);
    const header = await this.stepUp('grants.claim', grant.id, digest);
    return this.post(`/grants/${grant.id}/credential`, { digest, ...changes }, header);
  }
}

/** What a second factor for this log-in of the grant has to cover. */
export function claimDigestOf(grant: Json, { entitlementId, replace = false }: Json = {}): string {
  const [first] = grant.profile.entitlements;
  const chosen = grant.profile.entitlements.find(({ id }: { id: string }) => id === entitlementId) ?? first;
  return replace ? chosen.replaceDigest : chosen.claimDigest;
}
