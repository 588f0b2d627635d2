import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { approvedGrant } from '../../../../test/builders/approved-grant';
import { EXTERNAL_ID, startAwsTarget, type AwsTarget } from '../../../../test/peers/aws/aws-target';
import { readSample, type PersonKeys } from '../../../../test/peers/aws/sample-client';
import { TestBroker } from '../../../../test/support/broker';
import type { Json, Person } from '../../../../test/support/person';
import { eventually } from '../../../../test/support/postgres-client';
import { newId, ulidOf } from '../../../kernel';
import { provideSecret } from '../../../platform/config/environment';
import { LEASE_CHANNEL } from '../deadlines/lease-channel';
import { SweepOrphansJob } from '../systems/sweep-orphans.job';

/** The demonstration's organisation with an AWS account beside its database, and a profile that opens both. */
const withAccount = ({ peer, role }: AwsTarget): string =>
  readFileSync(join(__dirname, '..', '..', '..', '..', 'sallyport.yaml'), 'utf8')
    .replace(
      /^entitlements:$/m,
      `  customer-account:
    name: Customer account
    kind: aws
    environment: production
    owners: [hugo]
    credential: env:SALLYPORT_SECRET_AWS
    settings:
      region: eu-west-3
      externalId: ${EXTERNAL_ID}
      endpoints: { sts: '${peer.endpoint}', iam: '${peer.endpoint}' }
entitlements:
  document-reader:
    system: customer-account
    name: Read documents of customers
    description: Reads what customers have sent.
    personalData: true
    settings: { roleArn: '${role.arn}', restrictToAddress: true, probe: true }`,
    )
    .replace(/^accessProfiles:$/m, (line) => `${line}\n${PROFILE}`);
const PROFILE = `  customer-documents:
    name: Documents and data of customers
    description: Look into what a customer has sent.
    allows: [Read documents, Read customers]
    entitlements: [document-reader, customer-reader]
    personalData: true
    dataCategory: Contact data, bank details and invoices of customers
    purpose: Finding the cause of a problem that a customer has reported.
    processingActivity: customer-support
    eligibleJobRoles: [cto, tech-lead]
    duration: { minimum: 1m, default: 30m, maximum: 2h }
    ticket: { pattern: 'SUP-[0-9]{1,6}', required: false }
    approvals:
      - by: [{ otherOfCircle: true }]`;

describe('a grant at an AWS account', () => {
  jest.setTimeout(60_000);
  let folder: string;
  let account: AwsTarget;
  let broker: TestBroker;
  let lea: Person;
  let hugo: Person;

  beforeAll(async () => {
    account = await startAwsTarget();
    provideSecret('SALLYPORT_SECRET_AWS', JSON.stringify(account.brokerKeys));
    folder = await mkdtemp(join(tmpdir(), 'sallyport-aws-'));
    const policyFile = join(folder, 'sallyport.yaml');
    await writeFile(policyFile, withAccount(account));
    broker = await TestBroker.start({ policyFile });
    lea = await broker.signIn('lea');
    hugo = await broker.signIn('hugo');
  }, 60_000);
  afterAll(async () => {
    await broker.stop();
    await account.stop();
    await rm(folder, { recursive: true });
  });

  /** Time was moved by more than a session stays idle: whoever has to sign in again does it before codes are given. */
  beforeEach(async () => {
    for (const person of [lea, hugo]) await person.get('/grants');
  });

  /** Leases of Léa's at the account, written as if they had been issued. Answers their ids. */
  const liveLeases = async (owner: Client, count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let made = 0; made < count; made += 1) {
      const at = broker.clock.now();
      const grantId = await approvedGrant(owner, {
        person: 'lea',
        approver: 'hugo',
        profile: 'customer-documents',
        at,
      });
      const leaseId = newId();
      const until = new Date(at.getTime() + 1_800_000);
      await owner.query(
        `UPDATE access_grant SET state = 'active', claimed_at = $2, expires_at = $3 WHERE id = $1`,
        [grantId, at, until],
      );
      await owner.query(
        `INSERT INTO lease (id, grant_id, entitlement_id, system_id, entitlement_settings, target_name, state,
           expires_at, created_at, issued_at)
         SELECT $1, $2, id, system_id, settings - 'probe', $3, 'live', $4, $5, $5 FROM entitlement
         WHERE key = 'document-reader'`,
        [leaseId, grantId, `sp_${ulidOf(leaseId)}`, until, at],
      );
      ids.push(leaseId);
    }
    return ids;
  };

  const granted = async (changes: Json = {}): Promise<Json> =>
    (await hugo.decide(await lea.ask({ profile: 'customer-documents', ...changes }))).body.grant;
  const claimAt = async (grant: Json, system: string): Promise<Json> => {
    const { id } = grant.profile.entitlements.find((one: Json) => one.system === system);
    const claimed = await lea.claim(grant, { entitlementId: id });
    expect(claimed).toMatchObject({ status: 201 });
    return claimed.body;
  };
  const claim = (grant: Json): Promise<Json> => claimAt(grant, 'Customer account');
  const keysIn = (claimed: Json): Required<PersonKeys> => {
    const shown = claimed.formats.find(({ id }: Json) => id === 'credential-process').text;
    const keys = JSON.parse(shown) as Record<string, string>;
    return {
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      sessionToken: keys.SessionToken,
    };
  };
  const statusOf = async (claimed: Json): Promise<number> =>
    (await readSample(account.peer, keysIn(claimed))).status;
  const ended = (grant: Json): Promise<Json> =>
    eventually(
      async () => (await lea.get(`/grants/${grant.id}`)).body,
      ({ state }) => state === 'ended',
    );

  it('is a session that says who asked for what, and works from where they asked', async () => {
    const grant = await granted({ ticket: 'SUP-42' });
    const claimed = await claim(grant);
    const session = account.peer.account.sessions.get(keysIn(claimed).accessKeyId)!;

    expect(await statusOf(claimed)).toBe(200);
    expect(session).toMatchObject({
      name: claimed.username,
      sourceIdentity: 'lea',
      tags: {
        'sallyport:person': 'lea',
        'sallyport:profile': 'customer-documents',
        'sallyport:request': grant.requestId,
        'sallyport:ticket': 'SUP-42',
      },
    });
    expect(JSON.stringify(session.limits)).toContain('"aws:SourceIp":["127.0.0.1"]');
    await lea.post(`/grants/${grant.id}/end`);
    await ended(grant);
  });

  it('ends at both of its targets when its owner is done, each with a proof', async () => {
    const grant = await granted();
    const session = await claim(grant);
    const logIn = await claimAt(await granted(), 'Customer account');
    await claimAt(grant, 'Customer database');
    await lea.post(`/grants/${grant.id}/end`);
    const after = await ended(grant);

    expect(after.leases.map(({ proof }: Json) => proof.summary).sort()).toEqual([
      'Role absent and 0 connections',
      'The role denies everything to this session alone, and AWS refused a call made under its name',
    ]);
    expect(await statusOf(session)).toBe(403);
    expect(await statusOf(logIn)).toBe(200);
  });

  it('I5 ends at its deadline, and nothing has to be written at AWS for it', async () => {
    const grant = await granted({ durationSeconds: 60 });
    const claimed = await claim(grant);
    const writes = account.peer.count('PutRolePolicy');
    const end = new Date(claimed.expiresAt).getTime();
    for (const clock of [account.peer.clock, broker.clock])
      clock.advance(end - clock.now().getTime() + 1_000);
    await lea.get('/grants');

    expect(await statusOf(claimed)).toBe(403);
    expect((await ended(grant)).leases[0].proof.summary).toContain('worth nothing since its grant ended at');
    expect(account.peer.count('PutRolePolicy')).toBe(writes);
  });

  it('I12 is extended by new keys: those go on until the new end, and the first ones end when they were to', async () => {
    const grant = await granted({ durationSeconds: 600 });
    const first = await claim(grant);
    const asked = await lea.post(`/grants/${grant.id}/extensions`, {
      durationSeconds: 600,
      justification: 'There are three more letters than I thought.',
    });
    expect((await hugo.decide(asked.body)).body.state).toBe('approved');
    const longer = (await lea.get(`/grants/${grant.id}`)).body;
    expect(longer).toMatchObject({
      expiresAt: asked.body.extension.until,
      leases: [{ state: 'live', expiresAt: first.expiresAt, extendTo: null }],
    });

    const [{ entitlement }] = longer.leases;
    const taken = await lea.claim(longer, { entitlementId: entitlement.id, replace: true });
    expect(taken).toMatchObject({
      status: 201,
      body: { username: first.username, expiresAt: longer.expiresAt },
    });
    expect([await statusOf(first), await statusOf(taken.body)]).toEqual([200, 200]);
    const move = (end: string): void => {
      for (const { clock } of [account.peer, broker])
        clock.advance(new Date(end).getTime() - clock.now().getTime() + 1_000);
    };
    move(first.expiresAt);
    expect([await statusOf(first), await statusOf(taken.body)]).toEqual([403, 200]);
    move(longer.expiresAt);
    expect(await statusOf(taken.body)).toBe(403);
    expect((await ended(grant)).leases).toMatchObject([{ expiresAt: longer.expiresAt }]);
  });

  it('goes on with the keys of before when new ones cannot be made, to their own end', async () => {
    const grant = await granted({ durationSeconds: 600 });
    const first = await claim(grant);
    const [{ entitlement }] = (await lea.get(`/grants/${grant.id}`)).body.leases;
    account.peer.mischief = { kind: 'throttle', action: 'AssumeRole' };
    const refused = await lea.claim(grant, { entitlementId: entitlement.id, replace: true });
    account.peer.mischief = undefined;

    expect(refused).toMatchObject({ status: 503, body: { code: 'grants.target_unreachable' } });
    expect(refused.body.detail).toContain('What you have goes on working');
    expect(await statusOf(first)).toBe(200);
    expect((await lea.get(`/grants/${grant.id}`)).body.leases).toMatchObject([
      { state: 'live', expiresAt: first.expiresAt },
    ]);
    const { items } = (await lea.get(`/requests/${grant.requestId}/story`)).body;
    expect(items.map(({ sentence }: Json) => sentence).join()).toContain('the one of before goes on');
    const taken = await lea.claim(grant, { entitlementId: entitlement.id, replace: true });
    expect(taken.status).toBe(201);
    await lea.post(`/grants/${grant.id}/end`);
    await ended(grant);
    expect([await statusOf(first), await statusOf(taken.body)]).toEqual([403, 403]);
  });

  it('is ended side by side with many others, which share the writes at AWS', async () => {
    const many = 40;
    const owner = new Client({ connectionString: broker.database.url('sallyport') });
    await owner.connect();
    const leases = await liveLeases(owner, many);
    account.peer.mischief = { kind: 'delay', milliseconds: 150, action: 'PutRolePolicy' };
    const writes = account.peer.count('PutRolePolicy');
    await owner.query(
      `UPDATE lease SET state = 'ending', end_asked_at = $2, next_attempt_at = $2 WHERE id = ANY ($1)`,
      [leases, broker.clock.now()],
    );
    await owner.query(`NOTIFY ${LEASE_CHANNEL}`);
    await eventually(
      async () =>
        (await owner.query(`SELECT FROM lease WHERE id = ANY ($1) AND state = 'ended'`, [leases])).rowCount,
      (ended) => ended === many,
    );
    account.peer.mischief = undefined;
    await owner.end();

    expect(account.peer.count('PutRolePolicy') - writes).toBeLessThanOrEqual(3);
  });

  it('I7 stays ended although somebody takes its denial away, which is an alert', async () => {
    const owner = new Client({ connectionString: broker.database.url('sallyport') });
    await owner.connect();
    const alerts = async (): Promise<unknown[]> =>
      (
        await owner.query(
          `SELECT DISTINCT type, severity FROM audit_event WHERE type LIKE 'grants.denial_%' ORDER BY type`,
        )
      ).rows;
    const grant = await granted();
    const claimed = await claim(grant);
    await lea.post(`/grants/${grant.id}/end`);
    await ended(grant);
    for (const clock of [account.peer.clock, broker.clock]) clock.advance(60_000);
    account.role.write('SallyportEndedSessions', undefined, 0);
    account.peer.forbidden.add('iam:PutRolePolicy');
    await broker.get(SweepOrphansJob).run();
    await eventually(alerts, (told) => told.length === 1);
    expect(await statusOf(claimed)).toBe(200);
    account.peer.forbidden.clear();
    await broker.get(SweepOrphansJob).run();

    expect(await statusOf(claimed)).toBe(403);
    expect(await eventually(alerts, (told) => told.length === 2)).toEqual([
      { type: 'grants.denial_missing', severity: 'alert' },
      { type: 'grants.denial_restored', severity: 'alert' },
    ]);
    await owner.end();
  });

  it('I7 stays unproved while AWS is away, and is proved once it is back', async () => {
    const grant = await granted();
    const claimed = await claim(grant);
    account.peer.mischief = { kind: 'fail' };
    await lea.post(`/grants/${grant.id}/end`);
    const waiting = await eventually(
      async () => (await lea.get(`/grants/${grant.id}`)).body,
      ({ leases }) => leases[0].lastError !== null,
    );
    expect(waiting).toMatchObject({ state: 'ending', leases: [{ state: 'ending' }] });
    account.peer.mischief = undefined;

    await eventually(
      async () => (await lea.get(`/grants/${grant.id}`)).body.state,
      (state) => state === 'ended',
      20_000,
    );
    expect(await statusOf(claimed)).toBe(403);
  });
});
