import { randomUUID } from 'node:crypto';
import { TestBroker } from '../../../test/support/broker';
import type { Person } from '../../../test/support/person';

let broker: TestBroker;
let lea: Person;
let hugo: Person;
let ines: Person;
let milan: Person;

beforeAll(async () => {
  broker = await TestBroker.start({ role: 'web' });
  lea = await broker.signIn('lea');
  hugo = await broker.signIn('hugo');
  ines = await broker.signIn('ines');
  milan = await broker.signIn('milan');
}, 60_000);

afterAll(() => broker.stop());

/** Open requests are limited and held profiles exclude each other, so each test leaves nothing behind. */
afterEach(async () => {
  for (const person of [lea, milan]) {
    for (const request of (await person.get('/requests?state=pending')).body.items)
      await withdraw(person, request);
    for (const grant of (await person.get('/grants')).body.items) {
      if (grant.may.end) await person.post(`/grants/${grant.id}/end`);
    }
  }
});

const withdraw = async (person: Person, request: { id: string }) =>
  expect((await person.post(`/requests/${request.id}/cancel`)).status).toBe(200);

describe('asking', () => {
  it('answers the request with who was asked and why, and what will be signed', async () => {
    const request = await lea.ask();
    expect(request).toMatchObject({
      state: 'pending',
      version: 1,
      requester: { name: 'Léa Moreau' },
      durationSeconds: 600,
    });
    expect(request.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(request.asked.map(({ name }: { name: string }) => name).sort()).toEqual([
      'Hugo Brandt',
      'Ines Duarte',
    ]);
    expect(request.may).toEqual({ edit: true, cancel: true, decide: false, approve: false });
  });

  it('I14 the same idempotency key asks once, also when the calls run at the same time', async () => {
    const header = { 'idempotency-key': randomUUID() };
    const body = {
      profile: 'customer-data-read',
      justification: 'The same ask, sent again because the answer was lost.',
    };
    const answers = await Promise.all(Array.from({ length: 8 }, () => lea.post('/requests', body, header)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    const other = await lea.post(
      '/requests',
      { ...body, justification: 'Something else entirely, under the same key.' },
      header,
    );
    expect(other).toMatchObject({ status: 409, body: { code: 'requests.idempotency_key_reused' } });
  });

  it('takes one open request of one person for a profile, also when several come at the same time', async () => {
    const body = {
      profile: 'customer-data-read',
      justification: 'One of many requests that come all at once.',
    };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => lea.post('/requests', body, { 'idempotency-key': randomUUID() })),
    );
    const [taken, ...others] = answers.filter(({ status }) => status === 201);
    expect(others).toEqual([]);
    for (const refused of answers.filter((answer) => answer !== taken)) {
      expect(refused).toMatchObject({
        status: 409,
        body: { code: 'requests.asked_already', pendingRequestId: taken.body.id },
      });
    }
  });

  it('I18 an engineer is told why personal data is not for them', async () => {
    const answer = await milan.post('/requests', {
      profile: 'customer-data-read',
      justification: 'I would like to look at the customers, please.',
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'requests.not_eligible' } });
    expect(answer.body.detail).toContain('tech lead');
  });

  it.each([
    ['unknown keys', { status: 'approved' }, 422],
    ['an approver of one’s own choice', { approverId: randomUUID() }, 422],
    ['a negative duration', { durationSeconds: -1 }, 422],
    ['no duration at all', { durationSeconds: 0 }, 422],
    ['thirty years', { durationSeconds: 1e9 }, 422],
    ['a duration in words', { durationSeconds: '1h' }, 422],
    ['a duration beyond the maximum', { durationSeconds: 7_201 }, 422],
    ['an empty justification', { justification: '' }, 422],
    ['a blank justification', { justification: ' \n\t\u200b ' }, 422],
    ['a justification of dots', { justification: '.'.repeat(60) }, 422],
    ['a start in the past', { startsAt: '2020-01-01T00:00:00Z' }, 422],
    ['a start that is no time', { startsAt: 'tomorrow' }, 422],
    ['an unknown profile', { profile: 'everything' }, 404],
    ['an array for a body', undefined, 422],
  ])('refuses %s and changes nothing', async (_, changes, status) => {
    const before = (await lea.get('/requests')).body.items.length;
    const good = {
      profile: 'customer-data-read',
      justification: 'A justification that is long enough for anybody.',
    };
    const answer = await lea.post('/requests', changes === undefined ? [] : { ...good, ...changes });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      code: expect.stringMatching(/^[a-z]+\.[a-z_]+$/),
      requestId: expect.any(String),
    });
    expect((await lea.get('/requests')).body.items).toHaveLength(before);
  });

  it.each([
    ['NaN, which JSON does not know', '{"profile":"customer-data-read","durationSeconds":NaN}', 400],
    ['JSON that is cut off', '{"profile":', 400],
    ['a deep nest', '['.repeat(100_000) + ']'.repeat(100_000), 422],
    ['2 MB', JSON.stringify({ justification: 'x'.repeat(2_000_000) }), 413],
    ['a poisoned prototype', '{"profile":"customer-data-read","__proto__":{"admin":true}}', 400],
  ])('refuses %s', async (_, body, status) => {
    const answer = await lea.call('POST', '/requests', body);
    expect(answer.status).toBe(status);
    expect(answer.body.code).toBeDefined();
  });

  it('stores a hostile justification inert', async () => {
    const hostile = 'Look\u001b[31m here\r\nX-Injected: 1 <script>alert(1)</script> \u202egnp.exe and so on';
    const request = await lea.ask({ justification: hostile });
    expect(request.justification).not.toMatch(/[\u001b\r\u202e]/);
    expect(request.justification).toContain('<script>alert(1)</script>');
  });
});

describe('deciding', () => {
  it('I1 approves with a second factor over the digest, and a grant follows', async () => {
    const request = await lea.ask();
    const answer = await hugo.decide(request);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      state: 'approved',
      grant: { state: 'claimable', durationSeconds: 600 },
      decisions: [{ approver: { name: 'Hugo Brandt' }, decision: 'approve', factor: 'totp', counts: true }],
    });
  });

  it('I1 nobody decides on their own request', async () => {
    const request = await lea.ask();
    const answer = await lea.decide(request);
    expect(answer).toMatchObject({ status: 403, body: { code: 'policy.self_approval' } });
    expect((await lea.get(`/requests/${request.id}`)).body.state).toBe('pending');
  });

  it('somebody who was not asked is told that there is no such request, and the attempt is on record', async () => {
    const request = await lea.ask();
    expect(await milan.get(`/requests/${request.id}`)).toMatchObject({
      status: 404,
      body: { code: 'requests.unknown_request' },
    });
    const decided = await milan.post(`/requests/${request.id}/decisions`, {
      decision: 'approve',
      version: 1,
      digest: request.digest,
    });
    expect(decided.status).toBe(404);
  });

  it('I1 refuses without a second factor, and says what to prove', async () => {
    const request = await lea.ask();
    const body = { decision: 'approve', version: 1, digest: request.digest };
    const answer = await hugo.post(`/requests/${request.id}/decisions`, body);
    expect(answer).toMatchObject({
      status: 401,
      body: {
        code: 'insufficient_user_authentication',
        stepUp: { action: 'requests.approve', subjectId: request.id, digest: request.digest },
      },
    });
    expect(answer.headers.get('www-authenticate')).toContain('insufficient_user_authentication');
  });

  it('I1 refuses a second factor that was given for another request, for another answer, too long ago, or used before', async () => {
    const one = await lea.ask();
    const other = await lea.ask({ profile: 'invoice-archive-read' });
    const body = { decision: 'approve', version: 1, digest: one.digest };
    const decide = (header: Record<string, string>) =>
      hugo.post(`/requests/${one.id}/decisions`, body, header);
    const refused = { status: 401, body: { code: 'insufficient_user_authentication' } };

    expect(await decide(await hugo.stepUp('requests.approve', other.id, other.digest))).toMatchObject(
      refused,
    );
    expect(await decide(await hugo.stepUp('requests.deny', one.id, one.digest))).toMatchObject(refused);
    const old = await hugo.stepUp('requests.approve', one.id, one.digest);
    broker.clock.advance(301_000);
    expect(await decide(old)).toMatchObject(refused);
    expect(await decide(await ines.stepUp('requests.approve', one.id, one.digest))).toMatchObject(refused);

    const fresh = await hugo.stepUp('requests.approve', one.id, one.digest);
    expect((await decide(fresh)).status).toBe(200);
    expect(
      (await hugo.post(`/requests/${other.id}/decisions`, { ...body, digest: other.digest }, fresh)).status,
    ).toBe(401);
  });

  it('I2 editing voids what was approved, and the old digest decides nothing', async () => {
    const request = await lea.ask({
      profile: 'customer-data-correction',
      ticket: 'SUP-7',
      justification: 'Correct the address of a customer who wrote to us about it.',
    });
    expect((await hugo.decide(request)).body).toMatchObject({
      state: 'pending',
      decisions: [{ counts: true }],
    });
    const edited = await lea.patch(`/requests/${request.id}`, { version: 1, durationSeconds: 1_200 });
    expect(edited.body).toMatchObject({
      version: 2,
      state: 'pending',
      decisions: [{ counts: false, version: 1 }],
    });
    expect(edited.body.digest).not.toBe(request.digest);
    expect(await ines.decide(request)).toMatchObject({
      status: 409,
      body: { code: 'requests.version_changed' },
    });
    expect((await ines.decide(edited.body)).body.state).toBe('pending');
    expect((await hugo.decide(edited.body)).body.state).toBe('approved');
  });

  it('two decisions at the same time leave exactly one', async () => {
    const request = await lea.ask();
    const headers = [
      await hugo.stepUp('requests.approve', request.id, request.digest),
      await ines.stepUp('requests.deny', request.id, request.digest),
    ];
    const body = { version: 1, digest: request.digest };
    const answers = await Promise.all([
      hugo.post(`/requests/${request.id}/decisions`, { ...body, decision: 'approve' }, headers[0]),
      ines.post(
        `/requests/${request.id}/decisions`,
        { ...body, decision: 'deny', reason: 'Not needed any more.' },
        headers[1],
      ),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { body: after } = await lea.get(`/requests/${request.id}`);
    expect(after.decisions).toHaveLength(1);
  });

  it('a denial needs a reason, which its requester reads', async () => {
    const request = await lea.ask();
    expect(await ines.decide(request, 'deny')).toMatchObject({
      status: 422,
      body: { code: 'requests.reason_missing' },
    });
    const denied = await ines.decide(request, 'deny', { reason: 'The ticket is closed.' });
    expect(denied.body).toMatchObject({
      state: 'denied',
      decisions: [{ decision: 'deny', reason: 'The ticket is closed.' }],
    });
    expect((await lea.get(`/requests/${request.id}`)).body.decisions[0].reason).toBe('The ticket is closed.');
  });

  it('a request that nobody decided in time lapses and cannot be approved', async () => {
    const request = await lea.ask();
    broker.clock.advance(25 * 3_600_000);
    for (const person of [lea, hugo]) await person.signInAgain();
    expect(await hugo.decide(request)).toMatchObject({ status: 410, body: { code: 'requests.lapsed' } });
    await withdraw(lea, request);
    for (const person of [ines, milan]) await person.signInAgain();
  });
});

describe('the approval link', () => {
  const tokenOf = async (request: { id: string }, name: string): Promise<string> => {
    const { items } = (await lea.get(`/requests/${request.id}/approval-links`)).body;
    const url: string = items.find((item: { approver: { name: string } }) => item.approver.name === name).url;
    return url.split('/').at(-1)!;
  };

  it('shows its request to the approver it was made for, and to nobody else', async () => {
    const request = await lea.ask();
    const token = await tokenOf(request, 'Hugo Brandt');
    expect((await hugo.get(`/approval-links/${token}`)).body).toMatchObject({
      isUsable: true,
      request: { id: request.id },
    });
    for (const other of [ines, milan, lea]) {
      expect(await other.get(`/approval-links/${token}`)).toMatchObject({
        status: 404,
        body: { code: 'requests.unknown_request' },
      });
    }
    await withdraw(lea, request);
    expect((await hugo.get(`/approval-links/${token}`)).body).toMatchObject({ isUsable: false });
  });

  it('I10 is used up by the decision it led to, and decides for nobody else', async () => {
    const request = await lea.ask({
      profile: 'customer-data-correction',
      ticket: 'SUP-8',
      justification: 'Correct the name of a customer who has married, see ticket.',
    });
    const token = await tokenOf(request, 'Hugo Brandt');
    expect(await ines.decide(request, 'approve', { linkToken: token })).toMatchObject({
      status: 403,
      body: { code: 'requests.link_of_another' },
    });
    expect((await hugo.decide(request, 'approve', { linkToken: token })).status).toBe(200);
    expect((await hugo.get(`/approval-links/${token}`)).body).toMatchObject({ isUsable: false });
  });

  it('following it with GET or HEAD changes nothing', async () => {
    const request = await lea.ask();
    const token = await tokenOf(request, 'Hugo Brandt');
    for (const method of ['GET', 'HEAD']) {
      for (const page of ['/approve', '/api/v1/approval-links'])
        await fetch(`${broker.url}${page}/${token}`, { method });
    }
    expect((await lea.get(`/requests/${request.id}`)).body).toMatchObject({
      state: 'pending',
      decisions: [],
    });
  });
});

describe('the story', () => {
  it('is told from the audit trail, in order', async () => {
    const request = await lea.ask();
    await hugo.decide(request);
    const { body } = await lea.get(`/requests/${request.id}/story`);
    expect(body.items.map(({ kind }: { kind: string }) => kind)).toEqual(['asked', 'approved', 'granted']);
    expect(body.items[1].sentence).toBe('Hugo Brandt approved with a code from the authenticator app.');
  });
});
