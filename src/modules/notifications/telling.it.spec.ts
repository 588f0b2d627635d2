import { MINUTE, Redacted } from '../../kernel';
import { MailServer, type ReceivedMail } from '../../../test/peers/mail-server';
import { NoteBoard } from '../../../test/peers/note-board';
import { TestBroker } from '../../../test/support/broker';
import type { Json, Person } from '../../../test/support/person';
import { describeAbsenceNews } from '../../../test/support/absence-news';
import { describeFailingChannel } from '../../../test/support/failing-channel';
import { ask, eventually } from '../../../test/support/postgres-client';
import { describeSlackAccountNews } from '../../../test/support/slack-account-news';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { DeliverNotificationsJob } from './delivery/deliver-notifications.job';
import { NOTIFICATION_CHANNELS, type NotificationChannel } from './notification-channel';
import { Notify } from './telling/notify';
import { TellNews } from './telling/tell-news';

const JUSTIFICATION = 'Invoice canary-4711 of a customer shows the wrong total.';

let mail: MailServer;
let broker: TestBroker;
let lea: Person;
let hugo: Person;
let ines: Person;
let channels: NotificationChannel[];
const board = new NoteBoard();

beforeAll(async () => {
  mail = await MailServer.start();
  const url = new Redacted(`smtp://127.0.0.1:${mail.port}`);
  broker = await TestBroker.start({ mail: { url, from: 'Sallyport <sallyport@example.org>' } });
  channels = broker.broker.app.get(NOTIFICATION_CHANNELS);
  channels.splice(
    channels.findIndex(({ name }) => name === board.name),
    1,
    board,
  );
  [lea, hugo, ines] = [await broker.signIn('lea'), await broker.signIn('hugo'), await broker.signIn('ines')];
}, 60_000);
afterAll(async () => {
  await broker.stop();
  await mail.stop();
});

beforeEach(() => {
  mail.mood = 'takes';
  mail.received.splice(0);
  board.mood = 'takes';
  board.people.clear();
  board.cutOff.clear();
  board.busyUntil = undefined;
  board.notes.clear();
});
/** Held profiles and open requests are limited, so each test leaves nothing behind. */
afterEach(async () => {
  for (const { id } of (await lea.get('/requests?state=pending')).body.items)
    await lea.post(`/requests/${id}/cancel`);
  for (const { id, may } of (await lea.get('/grants')).body.items)
    if (may.end) await lea.post(`/grants/${id}/end`);
  await eventually(
    () => ask(broker.database.url('sallyport'), `SELECT id FROM lease WHERE state <> 'ended'`),
    (open) => open.length === 0,
  );
  await silence();
});

const lettersTo = ({ handle }: Person): ReceivedMail[] =>
  mail.received.filter(({ to }) => to.some((one) => one.startsWith(handle)));
const subjectsTo = (person: Person) =>
  lettersTo(person).map(({ source }) => unfolded(/^Subject: ((?:.|\r\n )*)\r\n/m.exec(source)?.[1] ?? ''));
const unfolded = (text: string) =>
  text
    .replaceAll(/\?=\r?\n =\?UTF-8\?Q\?/g, '')
    .replaceAll(/=\?UTF-8\?Q\?(.*?)\?=/g, (_, word: string) => quoted(word.replaceAll('_', ' ')))
    .replaceAll(/\r\n /g, ' ');
const quoted = (text: string) =>
  Buffer.from(
    text
      .replaceAll(/=\r\n/g, '')
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString();
const text = ({ source }: ReceivedMail) => quoted(source);
const database = <T extends object>(sql: string, values: unknown[] = []) =>
  ask<T & Record<string, unknown>>(broker.database.url('sallyport'), sql, values);

/** What happened until now is told and delivered. */
async function everythingSaid(): Promise<void> {
  await broker.get(TellNews).run();
  const job = broker.get(DeliverNotificationsJob);
  await Promise.all(channels.map((channel) => job.deliverAll(channel)));
}
/** Nothing is untold, and nothing under way. */
const silence = () =>
  eventually(
    async () => {
      await everythingSaid();
      return database(
        `SELECT 'event' AS what FROM audit_event WHERE seq IS NULL UNION ALL
         SELECT 'progress' FROM notification_progress WHERE told_up_to < (SELECT max(seq) FROM audit_event) UNION ALL
         SELECT channel FROM notification_delivery WHERE state = 'waiting' AND channel = 'mail'`,
      );
    },
    ({ length }) => length === 0,
    30_000,
  );
const idOf = async (handle: string) =>
  (await database<{ id: string }>('SELECT id FROM person WHERE handle = $1', [handle]))[0].id;
const toldOf = (subjectId: string) =>
  database<{ kind: string; handle: string; channel: string; state: string; revision: number }>(
    `SELECT n.kind, p.handle, d.channel, d.state, d.revision FROM notification n
     JOIN person p ON p.id = n.person_id LEFT JOIN notification_delivery d ON d.notification_id = n.id
     WHERE n.subject_id = $1 ORDER BY n.kind, p.handle, d.channel`,
    [subjectId],
  );
/** Of the copies that are out. */
const revisionsOf = async ({ id }: Json): Promise<number[]> =>
  (await toldOf(id)).filter(({ channel }) => channel === 'slack').map(({ revision }) => revision);
const isAll =
  (wanted: number) =>
  (revisions: readonly number[]): boolean =>
    revisions.every((revision) => revision === wanted);
const until = <T extends object>(what: () => T[], count: number) =>
  eventually(
    () => Promise.resolve(what()),
    ({ length }) => length >= count,
  );

describe('an approver', () => {
  it('is written who, what, how long, which data and why them, and never the justification (security.md 3.5)', async () => {
    const request = await lea.ask({ justification: JUSTIFICATION });
    const [letter] = await until(() => lettersTo(hugo), 1);
    const words = text(letter);
    for (const said of [
      'Moreau',
      request.profile.name,
      '10 minutes',
      request.profile.dataCategory,
      'Why you',
      '/approve/',
    ])
      expect(words).toContain(said);
    expect(words).not.toContain('canary');
    expect(letter.source).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(letter.source).toMatch(/^List-ID: Sallyport <notifications\.127\.0\.0\.1>\r$/m);
    expect(words).not.toMatch(/<img|src=/);
    const rows = JSON.stringify([
      await database('SELECT * FROM notification'),
      await database('SELECT * FROM notification_delivery'),
    ]);
    expect(rows).not.toMatch(/canary|approve\//);
  });

  it('hears that nothing is left, in the same thread, when somebody else decided; the requester hears the outcome', async () => {
    const request = await lea.ask();
    for (const approver of [hugo, ines]) await until(() => lettersTo(approver), 1);
    await hugo.decide(request);
    const [first, second] = await until(() => lettersTo(ines), 2);
    const firstId = /^Message-ID: (<.*>)/im.exec(first.source)![1];
    expect(second.source).toContain(`In-Reply-To: ${firstId}`);
    expect(text(second)).toContain('Hugo Brandt approved');
    await until(() => lettersTo(lea), 1);
    expect(subjectsTo(lea)).toEqual([`Approved: ${request.profile.name}`]);
    await silence();
    expect(subjectsTo(hugo)).toEqual([expect.stringContaining('asks for access')]);
  });

  it('has one copy on a channel that can change it, which says the truth after every decision', async () => {
    board.people.add(await idOf('hugo')).add(await idOf('ines'));
    const request = await lea.ask();
    await eventually(
      () => Promise.resolve(board.notes.size),
      (size) => size === 2,
    );
    await ines.decide(request, 'deny', { reason: 'The invoice can be read without this.' });
    const copies = await eventually(
      () => Promise.resolve([...board.notes.values()]),
      (all) => all.every(({ message }) => message.standing === 'settled'),
    );
    expect(copies).toHaveLength(2);
    expect(copies.map(({ message }) => message.paragraphs[0]).sort()).toEqual([
      'Ines Duarte denied the request.',
      'You denied the request.',
    ]);
    expect(lettersTo(ines)).toHaveLength(0);
  });

  it('hears nothing of decisions that were refused, and nothing again that their copy says already', async () => {
    board.people.add(await idOf('hugo')).add(await idOf('ines'));
    const request = await lea.ask();
    await until(() => [...board.notes.values()], 2);
    const before = board.updates;
    const shown = { version: 1, digest: request.digest };
    for (const person of [lea, hugo, lea, hugo])
      expect(
        (await person.post(`/requests/${request.id}/decisions`, { decision: 'approve', ...shown })).status,
      ).toBeGreaterThan(400);
    await everythingSaid();
    expect(await revisionsOf(request)).toEqual([1, 1]);
    await broker
      .get(UnitOfWork)
      .bookkeeping('a test: news that say nothing new', (tx) =>
        broker.get(Notify).revise(tx, 'approval-asked', [request.id]),
      );
    await everythingSaid();
    expect(await eventually(() => revisionsOf(request), isAll(2))).toEqual([2, 2]);
    expect(board.updates).toBe(before);
  });

  it('is asked anew after a change, and the copy of the earlier version says so', async () => {
    board.people.add(await idOf('hugo'));
    const hugosId = await idOf('hugo');
    const request = await lea.ask();
    await until(() => board.of(hugosId), 1);
    await lea.patch(`/requests/${request.id}`, { version: 1, durationSeconds: 900 });
    const [void_, asked] = await eventually(
      () => Promise.resolve(board.of(hugosId).map(({ message }) => message)),
      (messages) => messages.length === 2 && messages[0].standing === 'settled',
    );
    expect(void_.paragraphs.join()).toContain('void');
    expect(asked).toMatchObject({ standing: 'open' });
    expect(asked.facts).toContainEqual({ label: 'How long', value: '15 minutes' });
  });
});

describe('a channel that fails', () =>
  describeFailingChannel(() => ({
    ...{ broker, mail, board, lea, hugo, ines },
    ...{ everythingSaid, subjectsTo, toldOf, idOf },
  })));

it('is told once, by however many processes at the same time, and the trail is read to its end', async () => {
  const request = await lea.ask();
  const news = broker.get(TellNews);
  await Promise.all(Array.from({ length: 8 }, () => news.run()));
  await Promise.all(Array.from({ length: 4 }, () => broker.get(DeliverNotificationsJob).run()));
  // The worker beside this test may have one of them in hand.
  await silence();
  expect(await toldOf(request.id)).toMatchObject([
    { kind: 'approval-asked', handle: 'hugo', state: 'delivered' },
    { kind: 'approval-asked', handle: 'ines', state: 'delivered' },
  ]);
  expect(lettersTo(hugo)).toHaveLength(1);
});

it('tells a holder that it ends soon, once a deadline, and what was read back when it is gone', async () => {
  const { grant } = (await hugo.decide(await lea.ask({ durationSeconds: 900 }))).body;
  expect((await lea.claim(grant)).status).toBe(201);
  const subjects = () => Promise.resolve(subjectsTo(lea));
  expect(await eventually(subjects, ({ length }) => length > 0)).toEqual([`Approved: ${grant.profile.name}`]);
  broker.clock.advance(11 * MINUTE);
  await everythingSaid();
  await everythingSaid();
  const soon = await eventually(subjects, ({ length }) => length > 1);
  expect(soon.slice(1)).toEqual([`Ends soon: ${grant.profile.name}`]);
  expect(text(lettersTo(lea)[1])).toContain(`/requests/${grant.requestId}?open=extend`);
  await lea.post(`/grants/${grant.id}/end`);
  const all = await eventually(subjects, ({ length }) => length > 2);
  expect(all.slice(2)).toEqual([`Ended, and proved: ${grant.profile.name}`]);
  expect(text(lettersTo(lea)[2])).toContain('You said that it is not needed any more.');
});

it('tells the CTO of an alert, and the tech lead too when it is about the CTO', async () => {
  const request = await hugo.ask().catch((): Json => undefined);
  expect(request).toBeDefined();
  await lea.post(`/requests/${request.id}/cancel`);
  const own = await hugo.decide(request);
  expect(own.body.code).toBe('policy.self_approval');
  await hugo.post(`/requests/${request.id}/cancel`);
  await everythingSaid();
  await eventually(
    () => Promise.resolve([...subjectsTo(hugo), ...subjectsTo(lea)]),
    (subjects) => subjects.filter((subject) => subject.startsWith('Security:')).length === 2,
  );
});

it('a mail scanner that follows every link, and posts to it, changes nothing (security.md 3.2)', async () => {
  const request = await lea.ask();
  const [letter] = await until(() => lettersTo(hugo), 1);
  const links = new Set(text(letter).match(/http:\/\/127\.0\.0\.1:\d+\/[^\s"<]+/g));
  expect([...links].some((link) => link.includes('/approve/'))).toBe(true);
  for (const link of links) {
    for (const method of ['GET', 'HEAD', 'POST']) {
      const answer = await fetch(link, { method, redirect: 'follow' });
      expect(await answer.text()).not.toContain('Moreau');
    }
  }
  const after = (await lea.get(`/requests/${request.id}`)).body;
  expect(after).toMatchObject({ state: 'pending', decisions: [] });
  expect(
    await database('SELECT 1 AS used FROM approval_ask WHERE request_id = $1 AND link_used_at IS NOT NULL', [
      request.id,
    ]),
  ).toEqual([]);
});

it('tells a person where they chose, and security notices everywhere', async () => {
  const mine = (await ines.get('/notifications/preference')).body;
  expect(mine).toMatchObject({ channels: ['slack'], reachable: ['mail'], minutesBeforeEnd: 5 });
  const put = (body: Json) => ines.call('PUT', '/notifications/preference', body);
  const chosen = { channels: ['mail'], ownRequests: false, ownAccess: false, minutesBeforeEnd: 15 };
  for (const bad of [
    { ...chosen, channels: [] },
    { ...chosen, channels: ['pigeon'] },
    { ...chosen, minutesBeforeEnd: 0 },
    { ...chosen, minutesBeforeEnd: 61 },
    { ...chosen, security: false },
  ])
    expect((await put(bad)).status).toBe(422);
  expect(await put(chosen)).toMatchObject({ status: 200, body: { ...chosen, reachable: ['mail'] } });
  board.people.add(await idOf('ines')).add(await idOf('hugo'));
  await lea.ask();
  await until(() => lettersTo(ines), 1);
  await until(() => [...board.notes.values()], 1);
  expect(board.of(await idOf('ines'))).toEqual([]);
  const back = { ...chosen, channels: ['slack'], ownRequests: true, ownAccess: true, minutesBeforeEnd: 5 };
  expect((await put(back)).status).toBe(200);
});

it('shows those who look after people what did not reach somebody, and nobody else', async () => {
  board.mood = 'refuses';
  board.people.add(await idOf('hugo'));
  const request = await lea.ask();
  await until(() => lettersTo(hugo), 1);
  const seen = await eventually(
    async () =>
      (await hugo.get('/notifications/undelivered')).body.items.filter(
        ({ createdAt }: Json) => createdAt >= request.createdAt,
      ),
    // A letter is there before the record of it.
    (items) => items.some(({ toldOtherwise }: Json) => toldOtherwise),
  );
  const failed = { kind: 'approval-asked', channel: 'slack', state: 'failed', reason: 'channel_not_found' };
  expect(seen).toMatchObject([{ ...failed, person: { handle: 'hugo' }, toldOtherwise: true }]);
  const milan = await broker.signIn('milan');
  expect((await milan.get('/notifications/undelivered')).status).toBe(403);
});

it('writes to the circle and the data protection officer, each once, when a second factor of theirs is removed', async () => {
  const path = `/people/${await idOf('ines')}/factors`;
  const { action, subjectId, digest } = (await hugo.call('DELETE', path)).body.stepUp;
  await hugo.call('DELETE', path, undefined, await hugo.stepUp(action, subjectId, digest));
  await silence();
  const told = expect.stringMatching(/^Security: .*Ines Duarte/);
  expect([hugo, lea, ines].map(subjectsTo)).toEqual([[told], [told], [told]]);
});

const telling = () => ({ broker, board, lea, hugo, ines, silence, subjectsTo, idOf });
describe('an account at Slack', () => describeSlackAccountNews(telling));
describe('an absence', () => describeAbsenceNews(telling));
