import { DAY, ManualClock, MINUTE, newId, Redacted, SECOND } from '../../src/kernel';
import { codeAt, StepUpService } from '../../src/modules/identity';
import { AttemptWindows } from '../../src/modules/identity/sign-in/attempt-window';
import { systemActor } from '../../src/platform/database/actor';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import type { Browser } from './browser-session';
import { type Account, IdentityApp } from './identity-app';
import { startTestPostgres, type TestPostgres } from './postgres';

interface Listed {
  readonly id: string;
  readonly byAnother: Readonly<Record<'issueCode' | 'liftHold', boolean>>;
  readonly hold: { readonly cause: string; readonly until: string } | null;
  readonly digests: Readonly<Record<'issueCode' | 'removeFactors' | 'liftHold', string>>;
}

/** Two processes on one database, a CTO who vouches for people, and people who enrol their second factors. */
export class EnrolmentStage {
  cto: Account;
  administrator: Browser;

  private constructor(
    private readonly postgres: TestPostgres,
    readonly app: IdentityApp,
    readonly other: IdentityApp,
    readonly clock: ManualClock,
  ) {}

  static async set(): Promise<EnrolmentStage> {
    const clock = new ManualClock();
    const postgres = await startTestPostgres();
    const app = await IdentityApp.start({ postgres, clock });
    const other = await IdentityApp.start({ postgres, clock, masterKey: app.masterKey });
    return new EnrolmentStage(postgres, app, other, clock);
  }

  async clear(): Promise<void> {
    await this.other.stop();
    await this.app.stop();
    await this.postgres.stop();
  }

  /** A new day, a new CTO, and nobody who is locked out. */
  async newDay(): Promise<void> {
    this.clock.advance(DAY);
    this.cto = await this.app.addPerson({ jobRoles: ['cto'] });
    await this.signInAdministrator();
    this.clock.advance(MINUTE);
  }

  async signInAdministrator(): Promise<void> {
    this.administrator = await this.app.signedIn(this.cto);
  }

  readonly newcomer = () => this.app.addPerson({ jobRoles: ['tech-lead'], secondFactor: false });
  readonly half = async ({ handle, password }: Account, at = this.app): Promise<Browser> => {
    const browser = at.browser();
    await browser.post('/session', { handle, password });
    return browser;
  };
  /** Tokens of ten half sessions, made one after the other so that no password attempt is refused. */
  readonly halves = async (person: Account): Promise<string[]> => {
    const tokens: string[] = [];
    while (tokens.length < 10) tokens.push((await this.half(person)).token);
    return tokens;
  };
  /** A header with a second factor of `by`, whose this.app shows the next code. */
  readonly stepUp = async (
    by: Browser,
    { seed }: Account,
    action: string,
    subjectId: string,
    digest: string,
  ) => {
    this.clock.advance(30 * SECOND);
    const code = codeAt(seed!, this.clock.now());
    const answer = await by.post('/step-ups', { action: `identity.${action}`, subjectId, digest, code });
    if (answer.status !== 201) throw new Error(`No step-up: ${JSON.stringify(answer.body)}`);
    return { 'sallyport-step-up': String(answer.body.stepUpToken) };
  };
  readonly listed = async (id: string): Promise<Listed> => {
    const { items } = (await this.administrator.get('/people/factors')).body as { items: Listed[] };
    return items.find((item) => item.id === id)!;
  };
  readonly ask = async (action: 'issueCode' | 'removeFactors' | 'liftHold', id: string) => {
    const { digests } = await this.listed(id);
    const [name, method, path] = {
      issueCode: ['issue_enrolment_code', 'POST', `/people/${id}/enrolment-code`],
      removeFactors: ['remove_factors', 'DELETE', `/people/${id}/factors`],
      liftHold: ['lift_hold', 'DELETE', `/people/${id}/hold`],
    }[action] as [string, 'POST' | 'DELETE', string];
    const header = await this.stepUp(this.administrator, this.cto, name, id, digests[action]);
    return this.administrator.send(method, path, method === 'POST' ? {} : undefined, header);
  };
  /** The token of an invitation that the administrator hands over. */
  readonly invite = async ({ id }: Account): Promise<string> => {
    const { digests } = (await this.administrator.get(`/people/${id}/account`)).body as {
      digests: { handOver: string };
    };
    this.clock.advance(30 * SECOND);
    const header = await this.app.stepUp(this.administrator, this.cto, {
      action: 'people.invite',
      subjectId: id,
      digest: digests.handOver,
    });
    const { body } = await this.administrator.post(
      `/people/${id}/invitation`,
      { delivery: 'hand-over' },
      header,
    );
    return /\/invitation\/([\w-]{43})/.exec(String(body.url))![1];
  };
  readonly issuedFor = async ({ id }: Account): Promise<string> => {
    const answer = await this.ask('issueCode', id);
    if (answer.status !== 201) throw new Error(`No code: ${JSON.stringify(answer.body)}`);
    return String(answer.body.code);
  };
  readonly give = (browser: Browser, enrolmentCode: string) =>
    browser.post('/factors/enrolment-code', { enrolmentCode });
  /** Enrols an authenticator this.app in this session and answers its seed. */
  readonly enrol = async (browser: Browser, header?: Record<string, string>) => {
    const begun = await browser.post('/factors/authenticator', {}, header);
    if (begun.status !== 201) return { status: begun.status, body: begun.body };
    const seed = new Redacted(String(begun.body.seed));
    const code = codeAt(seed, this.clock.now());
    const { status, body } = await browser.post('/factors/authenticator/confirmation', { code });
    return { status, body, seed };
  };
  readonly enrolled = async (
    person: Account,
  ): Promise<{ browser: Browser; account: Account; codes: string[] }> => {
    const browser = await this.half(person);
    await this.give(browser, await this.issuedFor(person));
    const { status, body, seed } = await this.enrol(browser);
    if (status !== 200) throw new Error(`Not enrolled: ${JSON.stringify(body)}`);
    return { browser, account: { ...person, seed }, codes: body.recoveryCodes as string[] };
  };
  readonly typesOf = async (id: string) => (await this.app.events(id)).map(({ type }) => type);
  readonly withoutLockout = () => {
    for (const process of [this.app, this.other]) {
      jest.spyOn(process.get(AttemptWindows), 'reserve').mockResolvedValue({ allowed: true });
    }
  };
  /** What a claim or an approval of personal data does with the second factor of a person. */
  readonly privilegedUse = async (browser: Browser, account: Account) => {
    const [row] = await this.app.database.query<{ id: string }[]>(
      'SELECT id FROM web_session WHERE person_id = $1 AND ended_at IS NULL ORDER BY created_at DESC',
      [account.id],
    );
    const binding = { action: 'grants.claim', subjectId: newId(), digest: 'ab'.repeat(32) };
    this.clock.advance(30 * SECOND);
    const code = codeAt(account.seed!, this.clock.now());
    const { body } = await browser.post('/step-ups', { ...binding, code });
    return this.app.get(UnitOfWork).run(systemActor('test'), async (tx) => {
      const holder = { personId: account.id, credential: { kind: 'session', id: row.id } } as const;
      const token = String(body.stepUpToken);
      tx.record({ type: 'test.acted', subject: { kind: 'test', id: account.id } });
      return this.app
        .get(StepUpService)
        .consume(tx, holder, token, { ...binding, maxAgeSeconds: 300, privileged: true });
    });
  };
}
