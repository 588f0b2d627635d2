import { HOUR } from '../../../kernel';
import { describeStages } from '../../../../test/support/changed-stages';
import { applyPolicy, type Replacement } from '../../../../test/support/apply-policy';
import { TestBroker } from '../../../../test/support/broker';
import { readyToSend, signed } from '../../../../test/support/sign-what-was-sent';
import type { Json, Person } from '../../../../test/support/person';
import { ask } from '../../../../test/support/postgres-client';
import { TellNews } from '../../notifications/telling/tell-news';
import { AskFurtherJob } from './ask-further.job';

const BEFORE = `    startAhead: 14d
    pauseAfterDenial: 0m
    minimumJustification: 10
    approvals:
      - by:
          - jobRole: tech-lead
          - managerOf: requester
`;
/** The policy itself says yes, on one day of the week, for the first two hours of it. */
const byPolicyOn = (day: string): Replacement => [
  BEFORE,
  `    startAhead: 14d
    minimumJustification: 10
    approvedByPolicy: These figures say nothing about anybody.
    useHours:
      timeZone: UTC
      windows:
        - { days: [${day}], from: "00:00", to: "02:00" }
`,
];
const IN_ORDER: Replacement = [
  BEFORE,
  `    startAhead: 14d
    pauseAfterDenial: 0m
    minimumJustification: 10
    approvalOrder: in-order
    approvals:
      - by:
          - managerOf: requester
        escalateAfter: 2h
        escalateTo:
          - jobRole: cto
      - by:
          - jobRole: tech-lead
          - person: saoirse
    witnesses:
      - jobRole: dpo
`,
];

describe('the routing of requests', () => {
  let broker: TestBroker;
  let milan: Person;
  let tomasz: Person;
  let hugo: Person;
  let lea: Person;
  let ines: Person;
  let saoirse: Person;

  beforeAll(async () => {
    broker = await TestBroker.start({ role: 'web' });
    const people: Person[] = [];
    for (const handle of ['milan', 'tomasz', 'hugo', 'lea', 'ines', 'saoirse'])
      people.push(await broker.signIn(handle));
    [milan, tomasz, hugo, lea, ines, saoirse] = people;
    await applyPolicy(broker, IN_ORDER);
  });
  afterAll(() => broker.stop());
  afterEach(async () => {
    for (const { id } of (await milan.get('/requests?state=pending')).body.items)
      await milan.post(`/requests/${id}/cancel`);
    for (const grant of (await milan.get('/grants')).body.items) {
      if (grant.may.end) await milan.post(`/grants/${grant.id}/end`);
    }
  });

  /** Sessions run out meanwhile. */
  const pass = async (milliseconds: number): Promise<void> => {
    broker.clock.advance(milliseconds);
    for (const person of [hugo, lea, milan, tomasz, ines, saoirse]) await person.get('/approvals');
  };
  const asked = () => milan.ask({ profile: 'usage-metrics-read' });
  const seen = async ({ id }: Json): Promise<Json> => (await milan.get(`/requests/${id}`)).body;
  const waitsFor = async (person: Person, { id }: Json, state = 'waiting'): Promise<boolean> =>
    (await person.get(`/approvals?state=${state}`)).body.items.some((one: Json) => one.id === id);
  const names = (request: Json): string[] =>
    request.asked.map(({ name, role }: Json) => `${name} (${role})`).sort();
  const further = (request: Json) =>
    ask<{ data: Json }>(
      broker.database.url('sallyport'),
      `SELECT convert_from(body, 'UTF8')::jsonb -> 'data' AS data FROM audit_event
       WHERE type = 'requests.asked_further' AND $1 = ANY (entities) ORDER BY recorded_at`,
      [request.id],
    );

  it('puts a stage to its approvers when the one before it is answered, and to nobody earlier', async () => {
    const request = await asked();
    expect(names(request)).toEqual(['Ines Duarte (witness)', 'Tomasz Wilk (approver)']);
    expect(request.stages.map(({ state }: Json) => state)).toEqual(['open', 'later']);
    expect(request.waitingFor).toBe(
      'Waiting for one approver (the manager of the requester), then for one approver (the tech lead or Saoirse Byrne).',
    );
    expect(await waitsFor(lea, request)).toBe(false);
    for (const decision of ['approve', 'deny'] as const) {
      const early = await lea.decide(request, decision, { reason: 'Before it is my turn.' });
      expect(early).toMatchObject({ status: 403, body: { code: 'policy.not_your_turn' } });
    }
    expect((await tomasz.decide(request)).body.state).toBe('pending');
    const next = await seen(request);
    expect(names(next)).toContain('Léa Moreau (approver)');
    expect(next.stages.map(({ state }: Json) => state)).toEqual(['answered', 'open']);
    expect((await lea.decide(next)).body).toMatchObject({ state: 'approved', grant: expect.anything() });
  });

  it('asks everybody of the first stage anew after a change, and only them', async () => {
    const request = await asked();
    await tomasz.decide(request);
    const edit = { version: 1, justification: 'Something else after a second thought.' };
    const changed = (await milan.patch(`/requests/${request.id}`, edit)).body;
    expect(names(changed)).toEqual(['Ines Duarte (witness)', 'Tomasz Wilk (approver)']);
    expect(await waitsFor(lea, request)).toBe(false);
    expect((await tomasz.decide(changed)).body.state).toBe('pending');
  });

  it('puts a stage to further people once when nobody answers in time, and says who was asked when', async () => {
    const request = await asked();
    const job = broker.get(AskFurtherJob);
    await job.run();
    expect(await waitsFor(hugo, request)).toBe(false);
    expect(await hugo.decide(request)).toMatchObject({ body: { code: 'policy.not_an_approver' } });
    await pass(2 * HOUR);
    await Promise.all([job.run(), job.run()]);
    await job.run();
    const later = await seen(request);
    expect(names(later)).toContain('Hugo Brandt (escalation)');
    const of = (name: string) => later.asked.find((one: Json) => one.name === name);
    expect(of('Hugo Brandt').because).toBe(
      'Hugo Brandt may approve as CTO, because nobody answered in time.',
    );
    expect(Date.parse(of('Hugo Brandt').askedAt) - Date.parse(of('Tomasz Wilk').askedAt)).toBeGreaterThan(
      2 * HOUR - 1,
    );
    expect(later.stages[0].escalation.escalatedAt).not.toBeNull();
    expect(await further(request)).toEqual([
      { data: expect.objectContaining({ because: 'escalation', stage: 1, asked: [of('Hugo Brandt').id] }) },
    ]);
    expect((await hugo.decide(later)).body.state).toBe('pending');
    expect(await waitsFor(tomasz, request)).toBe(false);
    expect((await tomasz.get('/attention')).body.waitingApprovals).toBe(0);
    expect(await waitsFor(tomasz, request, 'decided')).toBe(true);
    expect(await waitsFor(lea, request)).toBe(true);
    expect((await lea.get('/attention')).body.waitingApprovals).toBe(1);
    const granted = (await lea.decide(await seen(request))).body;
    expect(granted.state).toBe('approved');
    // Counted again when the log-in is made: what an escalation brought in still counts (I1).
    expect(await milan.claim(granted.grant)).toMatchObject({ status: 201 });
  });

  it('I1 counts nobody by an escalation that never happened', async () => {
    const [before, after] = IN_ORDER;
    const routes: Replacement = [before, after.replace('jobRole: cto', 'person: tomasz')];
    await applyPolicy(broker, routes);
    const request = await asked();
    await tomasz.decide(request);
    expect((await lea.decide(await seen(request))).body.state).toBe('approved');
    // He said yes in time as the manager, and is the manager no more.
    await applyPolicy(broker, routes, [
      '    jobRoles: [engineer]\n    manager: tomasz',
      '    jobRoles: [engineer]\n    manager: saoirse',
    ]);
    expect((await seen(request)).grant.state).toBe('ended');
  });

  it('a witness may deny, is not waited for, and never approves', async () => {
    const request = (await ines.get(`/requests/${(await asked()).id}`)).body;
    expect(request.may).toMatchObject({ decide: true, approve: false });
    expect((await ines.get('/attention')).body.waitingApprovals).toBe(0);
    expect(await ines.decide(request)).toMatchObject({ status: 403, body: { code: 'policy.witness_only' } });
    const denied = await ines.decide(request, 'deny', { reason: 'This is not what the figures are for.' });
    expect(denied.body.state).toBe('denied');
    expect(denied.body.stages.map(({ state }: Json) => state)).toEqual(['unanswered', 'unanswered']);
  });

  it('asks a witness again, and tells them, when their turn comes as an approver', async () => {
    const [before, after] = IN_ORDER;
    const dpoToo = after.replace(
      '- jobRole: tech-lead\n          - person',
      '- jobRole: dpo\n          - person',
    );
    await applyPolicy(broker, [before, dpoToo]);
    const request = await asked();
    expect(names(request)).toContain('Ines Duarte (witness)');
    await tomasz.decide(request);
    const next = await seen(request);
    expect(names(next)).toContain('Ines Duarte (approver)');
    expect((await ines.get('/attention')).body.waitingApprovals).toBe(1);
    await broker.get(TellNews).run();
    const told = await ask<{ topic: string }>(
      broker.database.url('sallyport'),
      `SELECT topic FROM notification n JOIN person p ON p.id = n.person_id
       WHERE p.handle = 'ines' AND n.subject_id = $1 ORDER BY n.created_at, topic`,
      [request.id],
    );
    expect(told.map(({ topic }) => topic)).toContain('version 1, approver in stage 2');
    expect((await ines.decide(next)).body.state).toBe('approved');
    await applyPolicy(broker, IN_ORDER);
  });

  describe('while somebody is away', () => {
    const until = () => new Date(broker.clock.now().getTime() + 48 * HOUR).toISOString();
    const away = (person: Person, standIn: string, changes: Json = {}) =>
      signed(person, '/absences', { standIn, until: until(), ...changes });
    const absences = async (person: Person): Promise<Json[]> => (await person.get('/absences')).body.items;

    afterEach(async () => {
      for (const person of [tomasz, hugo]) {
        for (const { id } of await absences(person)) await person.post(`/absences/${id}/end`);
      }
    });

    it('puts what waits already, and what comes, to the stand-in, whose yes counts at the issue after the return', async () => {
      const waiting = await asked();
      expect((await away(tomasz, 'saoirse')).status).toBe(200);
      await broker.get(AskFurtherJob).run();
      expect(names(await seen(waiting))).toContain('Saoirse Byrne (stand-in)');
      await milan.post(`/requests/${waiting.id}/cancel`);
      const request = await asked();
      expect(request.asked).toContainEqual(
        expect.objectContaining({
          name: 'Saoirse Byrne',
          standsInFor: expect.objectContaining({ name: 'Tomasz Wilk' }),
          because: expect.stringMatching(
            /^Saoirse Byrne stands in for Tomasz Wilk, who may approve as manager of the requester and is away until /,
          ),
        }),
      );
      expect((await saoirse.decide(request)).body.state).toBe('pending');
      const granted = (await lea.decide(await seen(request))).body;
      const [absence] = await absences(tomasz);
      expect((await tomasz.post(`/absences/${absence.id}/end`)).body.items).toEqual([]);
      expect(await milan.claim(granted.grant)).toMatchObject({ status: 201 });
    });

    it('needs a second factor over who and when, and another person who is there', async () => {
      const body = { standIn: 'saoirse', until: until() };
      expect(await tomasz.post('/absences', body)).toMatchObject({
        status: 401,
        body: { code: 'insufficient_user_authentication', stepUp: { action: 'absences.record' } },
      });
      const { stepUp } = (await tomasz.post('/absences', body)).body;
      const header = await tomasz.stepUp(stepUp.action, stepUp.subjectId, stepUp.digest);
      expect((await tomasz.post('/absences', { ...body, standIn: 'milan' }, header)).status).toBe(401);
      expect(await absences(tomasz)).toEqual([]);
      for (const [changes, code] of [
        [{ standIn: 'tomasz' }, 'policy.own_stand_in'],
        [{ until: '2020-01-01T00:00:00Z' }, 'policy.absence_time'],
      ] as const) {
        expect(await away(tomasz, 'saoirse', changes)).toMatchObject({ status: 409, body: { code } });
      }
      expect((await away(tomasz, 'nobody')).status).toBe(404);
    });

    it('I1 two who name each other at the same moment make no chain', async () => {
      const ready = (person: Person, standIn: string) =>
        readyToSend(person, '/absences', { standIn, until: until() });
      const both = [await ready(tomasz, 'hugo'), await ready(hugo, 'tomasz')];
      const answers = await Promise.all(both.map((send) => send()));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    });

    it('is nobody else’s to end', async () => {
      await away(tomasz, 'saoirse');
      const [absence] = await absences(tomasz);
      expect((await milan.post(`/absences/${absence.id}/end`)).status).toBe(404);
      expect(await absences(saoirse)).toMatchObject([{ id: absence.id, whose: 'theirs', inForce: true }]);
      expect((await saoirse.post(`/absences/${absence.id}/end`)).body.items).toEqual([]);
    });
  });

  describe('a stage', () => describeStages(() => ({ broker, hugo, before: BEFORE, asked, seen, pass })));

  describe('approved by the policy itself', () => {
    const inTwoDays = () => {
      const at = new Date(broker.clock.now().getTime() + 48 * HOUR);
      const day = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][at.getUTCDay()];
      return { date: at.toISOString().slice(0, 10), day };
    };
    afterAll(() => applyPolicy(broker, IN_ORDER));

    it('is given at once, within its hours, recorded as such; and never outlives the hours', async () => {
      const { date, day } = inTwoDays();
      await applyPolicy(broker, byPolicyOn(day));
      await pass(HOUR);
      const body = { profile: 'usage-metrics-read', justification: 'Planning the capacity.' };
      expect(await milan.post('/requests', body)).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'startsAt', code: 'policy.outside_use_hours' }] },
      });
      const startsAt = `${date}T00:00:00Z`;
      const request = (await milan.post('/requests', { ...body, startsAt, durationSeconds: 4 * 3_600 })).body;
      expect(request).toMatchObject({
        state: 'approved',
        approvedByPolicy: 'These figures say nothing about anybody.',
        asked: [],
        decisions: [],
        grant: { state: 'scheduled' },
      });
      const { items } = (await milan.get(`/requests/${request.id}/story`)).body;
      expect(items.map(({ sentence }: Json) => sentence)).toContain(
        'The policy itself approved it, and nobody was asked: These figures say nothing about anybody.',
      );
      await pass(Date.parse(startsAt) + HOUR / 2 - broker.clock.now().getTime());
      const before = broker.clock.now();
      expect(await milan.claim(request.grant)).toMatchObject({ status: 201 });
      const used = (await milan.get(`/grants/${request.grant.id}`)).body;
      expect(used.claimedAt >= before.toISOString()).toBe(true);
      expect(used).toMatchObject({
        state: 'active',
        expiresAt: `${date}T02:00:00.000Z`,
        latestEnd: `${date}T02:00:00.000Z`,
        may: { extend: false },
      });
    });

    it('I18 the database refuses it for personal data, in the profile and in the grant', async () => {
      const run = (sql: string) => ask(broker.database.url('sallyport'), sql);
      await expect(
        run(
          `UPDATE access_profile SET approvals = '[]', approved_by_policy = 'Because.' WHERE key = 'customer-data-read'`,
        ),
      ).rejects.toMatchObject({ constraint: 'access_profile_policy_approves_no_personal_data' });
      await expect(
        run(`UPDATE access_profile SET approvals = '[]' WHERE key = 'production-diagnostics'`),
      ).rejects.toMatchObject({ constraint: 'access_profile_approved_by_somebody' });
      const request = await lea.ask();
      await expect(
        run(
          `INSERT INTO access_grant (id, request_id, request_version, request_digest, scope_digest, person_id, profile_id,
             state, duration_seconds, maximum_seconds, starts_at, claim_by, created_at, approved_by_policy)
           SELECT gen_random_uuid(), r.id, 1, r.digest, 'x', r.requester_id, r.profile_id, 'claimable', 60, 60,
             r.created_at, r.lapses_at, r.created_at, true FROM access_request r WHERE r.id = '${request.id}'`,
        ),
      ).rejects.toMatchObject({ constraint: 'access_grant_policy_approves_no_personal_data' });
      await lea.post(`/requests/${request.id}/cancel`);
    });
  });
});
