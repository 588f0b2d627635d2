import { setTimeout as delay } from 'node:timers/promises';
import { AccessInUse, later } from '../../../../test/support/access-in-use';
import { TestBroker } from '../../../../test/support/broker';
import { ask, cut, eventually, logIn } from '../../../../test/support/postgres-client';
import { mintStepUps } from '../../../../test/support/step-ups';
import { newId } from '../../../kernel';
import { ConnectorRegistry, TargetError } from '../../connectors';
import { SweepOrphansJob } from '../../grants/systems/sweep-orphans.job';

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

const postgres = () => at.broker.get(ConnectorRegistry).of('postgres');

describe('an extension that does not reach the target', () => {
  it('I12 leaves the old deadline: the log-in ends then, the access goes on with a new one', async () => {
    const { grant, credential } = await at.inUse();
    const refusal = new TargetError('unreachable', 'The target cannot be reached.');
    jest.spyOn(postgres(), 'moveDeadline').mockRejectedValue(refusal);
    await at.hugo.decide(await at.asked(grant));
    const newEnd = later(grant.expiresAt, 600);
    const trying = await eventually(
      () => at.seen(grant),
      ({ leases: [lease] }) => lease.attempts > 0 && lease.lastError !== null,
    );
    expect(trying).toMatchObject({
      expiresAt: newEnd,
      leases: [{ state: 'live', expiresAt: grant.expiresAt, extendTo: newEnd, lastError: refusal.message }],
    });
    expect(await at.validUntil(credential)).toBe(grant.expiresAt);

    at.until(grant.expiresAt);
    const over = await eventually(
      () => at.seen(grant),
      ({ leases: [lease] }) => lease.state === 'ended',
    );
    expect(over).toMatchObject({
      state: 'active',
      leases: [{ expiresAt: grant.expiresAt }],
      may: { claim: true },
    });
    expect(await at.story(grant.requestId)).toContain(
      `The log-in could not be extended in time, so it ends: ${refusal.message}`,
    );
    const anew = await at.lea.claim(over);
    expect(anew).toMatchObject({ status: 201, body: { expiresAt: newEnd } });
    await (await logIn(anew.body)).end();
  });

  it('is tried again, and done once, when the target is back', async () => {
    const { grant } = await at.inUse();
    const lost = jest
      .spyOn(postgres(), 'moveDeadline')
      .mockRejectedValueOnce(new TargetError('timeout', 'Too slow.'));
    await at.hugo.decide(await at.asked(grant));
    await at.moved(grant, later(grant.expiresAt, 600));
    expect(lost).toHaveBeenCalledTimes(2);
    expect(await at.recorded(grant.id, 'grants.lease_extended')).toHaveLength(1);
  });

  it('I12 a revocation while the target is being called wins', async () => {
    const { grant, credential } = await at.inUse();
    const move = postgres().moveDeadline!.bind(postgres());
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    jest.spyOn(postgres(), 'moveDeadline').mockImplementation(async (target, lease) => {
      arrive();
      await held;
      await move(target, lease);
    });
    const client = await logIn(credential);
    const gone = cut(client);
    await at.hugo.decide(await at.asked(grant));
    await arrived;
    await at.hugo.post(`/grants/${grant.id}/end`, { note: 'Stop.' });
    letGo();
    await gone;
    expect(await at.ended(grant)).toMatchObject({
      endReason: 'revoked',
      leases: [{ state: 'ended', expiresAt: grant.expiresAt }],
    });
    expect(await at.validUntil(credential)).toBeUndefined();
    expect(await at.recorded(grant.id, 'grants.lease_extended')).toEqual([]);
  });
});

describe('a target that lets a log-in in for longer than its lease says', () => {
  it.each([
    ['later', `'2099-01-01'`],
    ['never', `'infinity'`],
  ])('I12 is corrected and reported where the end is %s', async (_, end) => {
    const { grant, credential } = await at.inUse();
    await ask(at.broker.target.url(), `ALTER ROLE ${credential.username} VALID UNTIL ${end}`);
    await at.broker.get(SweepOrphansJob).run();
    expect(await at.validUntil(credential)).toBe(grant.expiresAt);
    const [event, ...more] = await at.recorded(grant.id, 'grants.deadline_corrected');
    expect(event).toMatchObject({ severity: 'alert', data: { targetName: credential.username } });
    expect(more).toEqual([]);
    await at.broker.get(SweepOrphansJob).run();
    expect(await at.recorded(grant.id, 'grants.deadline_corrected')).toHaveLength(1);
  });
});

describe('revoking and extending at the same moment', () => {
  it('I12 leaves one story: ended, nothing at the target, and an extension only where it came first', async () => {
    const second = await TestBroker.start({ beside: at.broker, role: 'web' });
    const outcomes = new Set<string>();
    try {
      for (let round = 0; round < 10; round += 1) {
        const { grant, credential } = await at.inUse();
        const extension = await at.asked(grant);
        const binding = { action: 'requests.approve', subjectId: extension.id, digest: extension.digest };
        const [proof] = await mintStepUps(at.database, 'hugo', binding, at.broker.clock.now(), 1);
        const body = { decision: 'approve', version: 1, digest: extension.digest };
        const approve = () =>
          at.hugo.through(second).post(`/requests/${extension.id}/decisions`, body, proof);
        const end = () => at.lea.post(`/grants/${grant.id}/end`);
        const [ended, approved] = await Promise.all([
          delay(round % 2 === 0 ? round : 0).then(end),
          delay(round % 2 === 0 ? 0 : round).then(approve),
        ]);
        expect(ended.status).toBe(200);
        const { state } = await at.request(extension);
        expect([approved.status, state]).toEqual(
          approved.status === 200 ? [200, 'approved'] : [409, 'cancelled'],
        );
        outcomes.add(state);
        const after = await at.ended(grant);
        expect(after.expiresAt).toBe(approved.status === 200 ? later(grant.expiresAt, 600) : grant.expiresAt);
        expect(await at.validUntil(credential)).toBeUndefined();
      }
    } finally {
      await second.stop();
    }
    expect(outcomes.size).toBeGreaterThan(0);
  });
});

describe('an extension while everything is being ended', () => {
  it('I5 is approved neither under a halt nor for a grant that is listed to end with many others', async () => {
    const { grant } = await at.inUse();
    const extension = await at.asked(grant);
    const id = newId();
    const place = (table: string, columns: string, values: string) =>
      ask(
        at.database,
        `INSERT INTO ${table} (id, scope, reason, ${columns})
         SELECT $1, 'all', 'Somebody’s laptop was stolen.', ${values} FROM person WHERE handle = 'hugo'`,
        [id],
      );
    await place('halt', 'placed_by, placed_at', 'id, now()');
    expect(await at.hugo.decide(extension)).toMatchObject({ status: 409, body: { code: 'grants.halted' } });
    await ask(
      at.database,
      `UPDATE halt SET lifted_by = placed_by, lifted_at = now(), lift_reason = 'Found.'`,
    );
    await place('bulk_revocation', 'asked_by, asked_at, listed_all', 'id, now(), true');
    // Marked as taken on, so that no worker ends it while it is looked at.
    await ask(at.database, 'INSERT INTO bulk_revocation_grant VALUES ($1, $2, now())', [id, grant.id]);
    expect(await at.hugo.decide(extension)).toMatchObject({
      status: 410,
      body: { code: 'grants.already_ended' },
    });
    expect(await at.seen(grant)).toMatchObject({ state: 'active', expiresAt: grant.expiresAt });
  });
});
