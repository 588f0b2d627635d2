import { setTimeout as delay } from 'node:timers/promises';
import { MINUTE } from '../../../kernel';
import { AccessInUse, later } from '../../../../test/support/access-in-use';
import { applyPolicy, type Replacement } from '../../../../test/support/apply-policy';
import type { Json, Person } from '../../../../test/support/person';
import { ask, cut, logIn } from '../../../../test/support/postgres-client';
import { mintStepUps } from '../../../../test/support/step-ups';
import { LapseRequestsJob } from '../closing/lapse-requests.job';

jest.setTimeout(90_000);

let at: AccessInUse;
beforeAll(async () => {
  at = await AccessInUse.start();
});
afterAll(() => at.broker.stop());
beforeEach(() => at.wakeUp());
afterEach(async () => {
  jest.restoreAllMocks();
  await at.clear();
});

describe('more time for a grant in use', () => {
  it('is asked, approved and moved to the target; the connection lives on past the old end, and not past the new one', async () => {
    const { grant, credential } = await at.inUse();
    const client = await logIn(credential);
    const extension = await at.asked(grant);
    const newEnd = later(grant.expiresAt, 600);
    expect(extension).toMatchObject({
      state: 'pending',
      durationSeconds: 600,
      lapsesAt: grant.expiresAt,
      extension: {
        grantId: grant.id,
        requestId: grant.requestId,
        from: grant.expiresAt,
        until: newEnd,
        totalSeconds: 1_200,
      },
      grant: null,
      waitingFor: expect.stringContaining('Waiting for'),
    });
    expect(await at.seen(grant)).toMatchObject({
      expiresAt: grant.expiresAt,
      pendingExtension: { requestId: extension.id, until: newEnd },
      may: { extend: false },
    });

    expect((await at.ines.decide(extension)).body.state).toBe('approved');
    expect(await at.moved(grant, newEnd)).toMatchObject({
      pendingExtension: null,
      extensions: [{ requestId: extension.id, from: grant.expiresAt, until: newEnd }],
      leases: [{ extendTo: null }],
    });
    expect(await at.validUntil(credential)).toBe(newEnd);

    at.until(later(grant.expiresAt, 1));
    await delay(500);
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await (await logIn(credential)).end();
    expect((await at.lea.get('/check?profile=customer-data-read')).body).toMatchObject({
      allowed: true,
      until: newEnd,
    });

    const gone = cut(client);
    at.until(newEnd);
    await gone;
    expect(await at.ended(grant)).toMatchObject({
      endReason: 'deadline',
    });
    const told = await at.story(grant.requestId);
    expect(told).toEqual(
      expect.arrayContaining([
        'Léa Moreau asked for 10 minutes more.',
        'Ines Duarte approved the extension with a code from the authenticator app.',
        'Extended by 10 minutes, from the end as it was.',
        'The log-in goes on until the new end, at the target too.',
      ]),
    );
    expect(await at.story(extension.id)).toContain('Extended by 10 minutes, from the end as it was.');
    for (const type of ['grants.extended', 'grants.lease_extension_intended', 'grants.lease_extended'])
      expect(await at.recorded(grant.id, type)).toHaveLength(1);
  });

  it('I12 adds up to the maximum from the first use, to the second, and says how much is left', async () => {
    const { grant } = await at.inUse();
    const refused = await at.moreTime(grant, { durationSeconds: 6_601 });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'requests.beyond_maximum', possibleSeconds: 6_600, until: later(grant.claimedAt, 7_200) },
    });
    expect(grant).toMatchObject({ latestEnd: later(grant.claimedAt, 7_200), may: { extend: true } });
    for (const durationSeconds of [6_000, 600]) {
      const answer = await at.hugo.decide(await at.asked(grant, { durationSeconds }));
      expect(answer.body.state).toBe('approved');
    }
    const full = await at.seen(grant);
    expect(full).toMatchObject({ expiresAt: later(grant.claimedAt, 7_200), may: { extend: false } });
    expect(await at.moreTime(grant, { durationSeconds: 1 })).toMatchObject({
      status: 409,
      body: { code: 'requests.beyond_maximum', possibleSeconds: 0 },
    });
    await at.moved(grant, full.expiresAt);
  });

  it('is refused where there is nothing to extend, twice at a time, for others, and with more than was asked for', async () => {
    const { grant: unused } = (await at.hugo.decide(await at.lea.ask())).body;
    expect(await at.moreTime(unused)).toMatchObject({
      status: 409,
      body: { code: 'requests.nothing_to_extend' },
    });
    await at.lea.post(`/grants/${unused.id}/end`);
    expect(await at.moreTime(unused)).toMatchObject({ status: 410, body: { code: 'grants.already_ended' } });

    const { grant } = await at.inUse();
    for (const other of [at.hugo, at.ines])
      expect(await at.moreTime(grant, {}, other)).toMatchObject({
        status: 404,
        body: { code: 'grants.unknown_grant' },
      });
    expect(await at.recorded(grant.id, 'identity.access_refused')).toHaveLength(2);
    for (const changes of [
      { durationSeconds: 0 },
      { durationSeconds: 1.5 },
      { until: '2030-01-01' },
      { justification: '…' },
    ])
      expect(await at.moreTime(grant, changes)).toMatchObject({ status: 422 });
    const [first, ...others] = (await Promise.all(Array.from({ length: 4 }, () => at.moreTime(grant)))).sort(
      (one, other) => one.status - other.status,
    );
    expect(first.status).toBe(201);
    for (const answer of others) {
      expect(answer).toMatchObject({
        status: 409,
        body: { code: 'requests.extension_pending', pendingRequestId: first.body.id },
      });
    }
    for (const person of [at.lea])
      expect(await person.decide(first.body)).toMatchObject({
        status: 403,
        body: { code: 'policy.self_approval' },
      });
  });

  it('counts among the three requests that one person may have open', async () => {
    const { grant } = await at.inUse();
    for (const profile of ['customer-data-read', 'invoice-archive-read', 'usage-metrics-read'])
      await at.lea.ask({ profile });
    expect(await at.moreTime(grant)).toMatchObject({ status: 429, body: { code: 'requests.too_many_open' } });
  });

  it('I2 editing it voids what was approved, within the same limits', async () => {
    const correction = await at.lea.ask({
      profile: 'customer-data-correction',
      ticket: 'SUP-7',
      justification: 'Correct the address of a customer who wrote to us about it.',
      durationSeconds: 900,
    });
    await at.hugo.decide(correction);
    const { grant: approved } = (await at.ines.decide(correction)).body;
    expect((await at.lea.claim(approved)).status).toBe(201);
    const grant = await at.seen(approved);
    const extension = await at.asked(grant, {
      durationSeconds: 600,
      justification: 'The customer sent a second address that is wrong as well.',
    });
    expect(extension.ticket).toBe('SUP-7');
    expect((await at.hugo.decide(extension)).body).toMatchObject({
      state: 'pending',
      decisions: [{ counts: true }],
    });

    const edit = (changes: Json) => at.lea.patch(`/requests/${extension.id}`, { version: 1, ...changes });
    expect(await edit({ durationSeconds: 2_701 })).toMatchObject({
      status: 409,
      body: { code: 'requests.beyond_maximum', possibleSeconds: 2_700 },
    });
    expect(await edit({ startsAt: later(grant.expiresAt, 60) })).toMatchObject({ status: 422 });
    const edited = (await edit({ durationSeconds: 2_700 })).body;
    expect(edited).toMatchObject({ version: 2, decisions: [{ counts: false }], lapsesAt: grant.expiresAt });
    expect(await at.ines.decide(extension)).toMatchObject({
      status: 409,
      body: { code: 'requests.version_changed' },
    });
    expect((await at.ines.decide(edited)).body.state).toBe('pending');
    expect((await at.hugo.decide(edited)).body.state).toBe('approved');
    expect((await at.seen(grant)).expiresAt).toBe(later(grant.claimedAt, 3_600));
  });

  it('is closed with the grant that it would have extended, and says so', async () => {
    const { grant } = await at.inUse();
    const extension = await at.asked(grant);
    await at.lea.post(`/grants/${grant.id}/end`);
    expect(await at.request(extension)).toMatchObject({ state: 'cancelled', closedBecause: 'grant-ended' });
    expect(await at.story(extension.id)).toContain(
      'The access ended before anybody decided, so the request for more time is closed.',
    );
    expect(await at.hugo.decide(extension)).toMatchObject({
      status: 409,
      body: { code: 'requests.already_decided' },
    });
  });

  it('I12 lapses at the old end: an approval at that very moment comes too late, and the grant ends as planned', async () => {
    const { grant, credential } = await at.inUse();
    const client = await logIn(credential);
    const extension = await at.asked(grant);
    const [proof] = await mintStepUps(
      at.database,
      'hugo',
      { action: 'requests.approve', subjectId: extension.id, digest: extension.digest },
      new Date(new Date(grant.expiresAt).getTime() - MINUTE),
      1,
    );
    const gone = cut(client);
    at.until(grant.expiresAt);
    const body = { decision: 'approve', version: 1, digest: extension.digest };
    const late = await at.hugo.post(`/requests/${extension.id}/decisions`, body, proof);
    expect([409, 410]).toContain(late.status);
    await gone;
    expect(await at.ended(grant)).toMatchObject({
      endReason: 'deadline',
      expiresAt: grant.expiresAt,
    });
    await at.broker.get(LapseRequestsJob).run();
    expect(await at.request(extension)).toMatchObject({ state: 'lapsed', closedBecause: null });
    expect(await at.moreTime(grant)).toMatchObject({ status: 410, body: { code: 'grants.already_ended' } });
  });

  it('gives whoever claims anew the new end, signed for with it', async () => {
    const { grant, credential } = await at.inUse();
    await at.hugo.decide(await at.asked(grant));
    const newEnd = later(grant.expiresAt, 600);
    await at.moved(grant, newEnd);
    expect(await at.lea.claim(grant, { replace: true })).toMatchObject({
      status: 409,
      body: { code: 'grants.changed' },
    });
    const replaced = await at.lea.claim(await at.seen(grant), { replace: true });
    expect(replaced).toMatchObject({
      status: 201,
      body: { username: credential.username, expiresAt: newEnd },
    });
    expect(await at.validUntil(credential)).toBe(newEnd);
  });
});

describe('what an extended grant stands on', () => {
  const OTHER_MANAGER: Replacement = [
    `    email: milan.novotny@marelle.example
    jobRoles: [engineer]
    manager: tomasz`,
    `    email: milan.novotny@marelle.example
    jobRoles: [engineer]
    manager: hugo`,
  ];
  let milan: Person;
  let tomasz: Person;

  beforeAll(async () => {
    milan = await at.broker.signIn('milan');
    tomasz = await at.broker.signIn('tomasz');
  });
  afterEach(async () => {
    await applyPolicy(at.broker);
    for (const { id, may } of (await milan.get('/grants')).body.items)
      if (may.end) await milan.post(`/grants/${id}/end`);
  });

  /** Approved by the tech lead, and extended by the manager. */
  const extended = async (): Promise<Json> => {
    const first = await milan.ask({ profile: 'usage-metrics-read' });
    const { grant } = (await at.lea.decide(first)).body;
    expect((await milan.claim(grant)).status).toBe(201);
    const extension = await at.moreTime(grant, {}, milan);
    expect((await tomasz.decide(extension.body)).body.state).toBe('approved');
    return at.seen(grant, milan);
  };

  it('I1 I16 ends with a change of the policy by which the approval of the extension counts no more', async () => {
    const grant = await extended();
    await applyPolicy(at.broker, OTHER_MANAGER);
    expect(await at.seen(grant, milan)).toMatchObject({ endReason: 'no-longer-allowed' });
  });

  it('I1 issues nothing on an extension whose approver may approve no more', async () => {
    const grant = await extended();
    const manager = (handle: string) =>
      ask(
        at.database,
        `UPDATE person SET manager_id = (SELECT id FROM person WHERE handle = $1) WHERE handle = 'milan'`,
        [handle],
      );
    await manager('hugo');
    expect(await milan.claim(await at.seen(grant, milan), { replace: true })).toMatchObject({
      status: 403,
      body: { code: 'policy.not_an_approver' },
    });
    await manager('tomasz');
    expect((await milan.claim(await at.seen(grant, milan), { replace: true })).status).toBe(201);
  });

  it('I12 ends with a change of the policy that allows less than it has in all', async () => {
    const { grant } = await at.inUse();
    await at.hugo.decide(await at.asked(grant));
    await applyPolicy(
      at.broker,
      ['      default: 30m\n      maximum: 2h', '      default: 5m\n      maximum: 15m'],
      ['    breakGlass:\n      maximum: 30m', '    breakGlass:\n      maximum: 15m'],
    );
    expect(await at.seen(grant)).toMatchObject({ endReason: 'no-longer-allowed' });
  });

  it.each([
    ['a grant', 'UPDATE access_grant SET expires_at = expires_at + interval $$1 second$$ WHERE id = $1'],
    ['its log-in', 'UPDATE lease SET expires_at = expires_at + interval $$1 second$$ WHERE grant_id = $1'],
    [
      'what its log-in is moved to',
      'UPDATE lease SET extend_to = expires_at + interval $$1 second$$ WHERE grant_id = $1',
    ],
  ])('I12 the database lets nobody move the end of %s without an approved extension', async (_, sql) => {
    const { grant } = await at.inUse();
    await expect(ask(at.database, sql, [grant.id])).rejects.toThrow(
      /moves by an approved extension|outlive its grant/,
    );
  });
});
