import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redacted } from '../../../src/kernel';
import { loadMasterKey } from '../../../src/platform/crypto/root-key-file';
import { deriveLogins } from '../../../src/platform/database/database-logins';
import { PostgresProxy } from '../../peers/postgres-proxy';
import type { BrokerProcess } from '../../support/broker-process';
import { type Answer, claimDigestOf, type Json, Person, type Reached } from '../../support/person';
import { eventually, logIn } from '../../support/postgres-client';
import { mintStepUps } from '../../support/step-ups';
import { Installation } from './installation';
import { clockOfTwoCodes } from './real-time';
import { SecretSearch } from './secret-search';
import { StatementGate } from './statement-gate';
import { wholeDatabase } from './whole-database';

jest.setTimeout(150_000);

/** Whose browser tells what it was given to keep. */
class OverheardPerson extends Person {
  constructor(
    at: Reached,
    handle: string,
    private readonly overheard: SecretSearch,
  ) {
    super(at, handle);
  }

  override async call(...call: Parameters<Person['call']>): Promise<Answer> {
    const answer = await super.call(...call);
    for (const cookie of answer.headers.getSetCookie()) {
      this.overheard.add(`a session of ${this.handle}`, cookie.split(/[=;]/)[1]);
    }
    if (answer.body?.csrfToken) this.overheard.add('a token against forged calls', answer.body.csrfToken);
    return answer;
  }
}

const PEOPLE = ['lea', 'hugo', 'ines'];
const WRONG_PASSWORD = 'a wrong password, typed by mistake';

/**
 * The whole story once, in a process that logs all it can, with mistakes and faults in it. Then everything that it wrote
 * anywhere is searched for every secret that there was.
 */
describe('I17 no secret is written down', () => {
  const secrets = new SecretSearch();
  let site: Installation;
  let broker: BrokerProcess;
  let atDatabase: StatementGate;
  let network: PostgresProxy;
  let lea: Person;
  let hugo: Person;
  let ines: Person;
  let userName: string;
  const refusals: Answer[] = [];

  beforeAll(async () => {
    site = await Installation.make();
    atDatabase = await StatementGate.to(site.database.port);
    network = await PostgresProxy.to(site.target.port);
    broker = await site.start({
      databaseUrl: atDatabase.through(site.databaseUrl),
      targetUrl: network.through(site.targetUrl),
    });
    await knowTheInstallation();
    for (const handle of PEOPLE) knowThePerson(handle);
    await signInWithMistakes();
    const grant = await askAndApprove();
    await claimWithFaults(grant);
    expect((await lea.post(`/grants/${grant.id}/end`)).status).toBe(200);
    await eventually(
      async () => (await lea.get(`/grants/${grant.id}`)).body.state,
      (state) => state === 'ended',
    );
  });

  afterAll(async () => {
    await site?.remove();
    await Promise.all([atDatabase?.stop(), network?.stop()]);
  });

  async function knowTheInstallation(): Promise<void> {
    const keys = join(site.dataDirectory, 'keys');
    const masterKey = await loadMasterKey({ masterKeyFile: join(keys, 'master.key') });
    const logins = deriveLogins(new Redacted(site.databaseUrl), masterKey);
    const urls = {
      'the owner’s password': site.databaseUrl,
      'the application’s password': logins.app.reveal(),
      'the sealer’s password': logins.sealer.reveal(),
      'the broker’s password at the target': site.targetUrl,
    };
    for (const [what, url] of Object.entries(urls)) secrets.add(what, new URL(url).password);
    const file = readFileSync(join(keys, 'master.key'), 'utf8');
    const [, rootKey] = /"key": "([^"]{44})"/.exec(file)!;
    const [, sealedSecret] = /"installationSecret": "([^"]+)"/.exec(file)!;
    secrets.add('the root key', rootKey);
    secrets.add('the sealed secret of the installation', sealedSecret);
    secrets.add('the signing key', readFileSync(join(keys, 'audit-signer.key'), 'utf8').trim());
  }

  function knowThePerson(handle: string): void {
    const { password, totpSeed } = site.secretsOf(handle);
    secrets.add(`the password of ${handle}`, password);
    secrets.add(`the seed of ${handle}`, totpSeed);
  }

  async function signInWithMistakes(): Promise<void> {
    secrets.add('a password that was wrong', WRONG_PASSWORD);
    const reached = { url: site.url, secretsOf: (handle: string) => site.secretsOf(handle) };
    const signIn = async (handle: string): Promise<Person> => {
      const person = new OverheardPerson({ ...reached, clock: await clockOfTwoCodes() }, handle, secrets);
      await person.signInAgain();
      return person;
    };
    const stranger = new Person({ ...reached, clock: await clockOfTwoCodes() }, 'lea');
    refusals.push(await stranger.post('/session', { handle: 'lea', password: WRONG_PASSWORD }));
    [lea, hugo, ines] = [await signIn('lea'), await signIn('hugo'), await signIn('ines')];
  }

  async function askAndApprove(): Promise<Json> {
    const request = await lea.ask();
    const { items } = (await lea.get(`/requests/${request.id}/approval-links`)).body;
    const tokens = items.map(({ url }: { url: string }) => url.split('/').at(-1)!);
    for (const token of tokens) secrets.add('an approval link', token);
    const found = await Promise.all(tokens.map((token: string) => hugo.get(`/approval-links/${token}`)));
    const mine = tokens[found.findIndex(({ status }) => status === 200)];
    refusals.push(...found.filter(({ status }) => status !== 200));
    for (const token of tokens) await fetch(`${site.url}/approve/${token}`);
    const proof = await known(hugo.stepUp('requests.approve', request.id, request.digest));
    const decision = {
      decision: 'approve',
      version: request.version,
      digest: request.digest,
      linkToken: mine,
    };
    const approved = await hugo.post(`/requests/${request.id}/decisions`, decision, proof);
    expect(approved.status).toBe(200);
    refusals.push(await hugo.post(`/requests/${request.id}/decisions`, decision, proof));
    return approved.body.grant;
  }

  async function claimWithFaults(grant: Json): Promise<void> {
    const path = `/grants/${grant.id}/credential`;
    const body = { digest: claimDigestOf(grant) };
    const nothingLeft = () =>
      eventually(
        () => site.leasesOf(grant),
        (leases) => leases.every(({ state }) => state === 'ended'),
        30_000,
      );
    network.behave({ kind: 'cut' });
    refusals.push(await lea.post(path, body, await minted(grant)));
    network.behave({ kind: 'pass' });
    await nothingLeft();
    void atDatabase.cut({ committing: `SET state = 'live'` }, 'after');
    refusals.push(await lea.post(path, body, await minted(grant)));
    await nothingLeft();
    const proof = await known(lea.stepUp('grants.claim', grant.id, claimDigestOf(grant)));
    const claimed = await lea.post(path, body, proof);
    expect(claimed.status).toBe(201);
    refusals.push(await lea.post(path, body, proof));
    userName = claimed.body.username;
    const [url] = claimed.body.formats.filter(({ id }: Json) => id === 'url');
    secrets.add('the password that was shown once', decodeURIComponent(new URL(url.text).password));
    await (await logIn(claimed.body)).end();
  }

  async function known(proof: Promise<Record<string, string>>): Promise<Record<string, string>> {
    const header = await proof;
    secrets.add('the token of a step-up', header['sallyport-step-up']);
    return header;
  }

  async function minted(grant: Json): Promise<Record<string, string>> {
    const binding = { action: 'grants.claim', subjectId: grant.id, digest: claimDigestOf(grant) };
    return known(mintStepUps(site.databaseUrl, 'lea', binding, new Date(), 1).then(([header]) => header));
  }

  it('in an answer that refuses', () => {
    expect(refusals.length).toBeGreaterThanOrEqual(6);
    for (const { status, body, headers } of refusals) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(secrets.foundIn(JSON.stringify([body, [...headers]]))).toEqual([]);
    }
  });

  it('in what the process prints, but for the demonstration’s own welcome', () => {
    const welcome = /\n {2}Sallyport runs at [\s\S]*?forgets it\.\n/;
    expect(broker.output).toMatch(welcome);
    const printed = broker.output.replace(welcome, '');
    for (const expected of ['A target refused to issue.', '/approval-links/:token', '"level":20']) {
      expect(printed).toContain(expected);
    }
    expect(secrets.foundIn(printed)).toEqual([]);
  });

  it('in any row of any table', async () => {
    const rows = await wholeDatabase(site.databaseUrl);
    const readable = new SecretSearch();
    readable.add('a name that is no secret', userName);
    expect(readable.foundIn(rows)).toHaveLength(1);
    for (const table of ['public.step_up', 'public.approval_ask', 'public.totp_factor', 'graphile_worker.']) {
      expect(rows).toContain(`-- ${table}`);
    }
    expect(secrets.foundIn(rows)).toEqual([]);
  });

  it('in the export of the audit trail', async () => {
    const readable = new SecretSearch();
    readable.add('a name that is no secret', userName);
    // What the sealer has not reached yet is not exported.
    const text = await eventually(exportedTrail, (exported) => readable.foundIn(exported).length === 1);
    expect(secrets.foundIn(text)).toEqual([]);
  });

  async function exportedTrail(): Promise<string> {
    const { status, body } = await ines.get('/audit/export');
    expect(status).toBe(200);
    return typeof body === 'string' ? body : JSON.stringify(body);
  }

  it('in the figures and in the description of the API', async () => {
    const figures = await broker.metrics();
    expect(figures).toContain('sallyport_leases{state="live"}');
    const description = await (await fetch(`${site.url}/api/openapi.json`)).text();
    expect(description).toContain('/api/v1/grants/{id}/credential');
    expect(secrets.foundIn(figures + description)).toEqual([]);
  });
});
