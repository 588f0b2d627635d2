import { LeaseKeeper } from '../../src/modules/grants';
import { DeliverNotificationsJob } from '../../src/modules/notifications/delivery/deliver-notifications.job';
import { TellNews } from '../../src/modules/notifications/telling/tell-news';
import { DAY, MINUTE } from '../../src/kernel';
import type { SlackMood } from '../peers/slack/slack-mischief';
import type { SlackMessage, SlackUser } from '../peers/slack/slack-web-api';
import type { Json, Person } from './person';
import { ask, eventually } from './postgres-client';
import { describeSlackAway } from './slack-away';
import type { SlackStage } from './slack-stage';

export interface SlackScene {
  readonly stage: SlackStage;
  readonly lea: Person;
  readonly hugo: Person;
}

const said = ({ blocks }: SlackMessage): string => JSON.stringify(blocks);

/** What people are told in Slack: a part of `slack.it.spec.ts`, on its broker. */
export function describeSlackMessages(scene: () => SlackScene): void {
  let stage: SlackStage;
  let lea: Person;
  let hugo: Person;
  let leas: SlackUser;
  let hugos: SlackUser;

  beforeAll(async () => {
    ({ stage, lea, hugo } = scene());
    for (const person of [lea, hugo]) await stage.unbindAll(person);
    await deliver();
    [leas, hugos] = [await stage.bound(lea, 'leatold'), await stage.bound(hugo, 'hugotold')];
    await deliver();
    stage.slack.world.messages.splice(0);
  });
  beforeEach(async () => {
    stage.broker.clock.advance(DAY);
    // Signed in again now, and not while a code is on its way.
    await hugo.get('/requests');
  });
  afterEach(async () => {
    stage.slack.mood = 'answers';
    for (const { id } of (await lea.get('/requests?state=pending')).body.items)
      await lea.post(`/requests/${id}/cancel`);
    await deliver();
    await aMinuteLater();
    stage.slack.world.messages.splice(0);
  });

  const database = (sql: string) => ask(stage.broker.database.url('sallyport'), sql);
  async function deliver(): Promise<void> {
    await stage.broker.get(TellNews).run();
    await stage.broker.get(DeliverNotificationsJob).run();
  }
  async function aMinuteLater(): Promise<void> {
    stage.broker.clock.advance(MINUTE);
    await deliver();
  }
  const copies = (user: SlackUser) =>
    stage.slack.messagesOf(user).filter(({ threadTs }) => threadTs === undefined);
  const replies = (user: SlackUser) => stage.slack.messagesOf(user).filter(({ threadTs }) => threadTs);
  const titles = (user: SlackUser) => copies(user).map(({ text }) => text);
  const deny = (request: Json) =>
    hugo.decide(request, 'deny', { reason: 'The invoice can be read without this.' });

  it('I14 is one message although its answer was lost, and one news below it, and stays true', async () => {
    const request = await lea.ask();
    stage.slack.moods.set('chat.postMessage', 'loses-answers');
    await deliver();
    expect(titles(hugos)).toEqual([expect.stringContaining('asks for access')]);
    stage.slack.moods.clear();
    await aMinuteLater();
    expect(titles(hugos)).toEqual([expect.stringContaining('asks for access')]);
    expect(replies(hugos)).toEqual([]);

    await deny(request);
    stage.slack.moods.set('chat.postMessage', 'loses-answers');
    await deliver();
    stage.slack.moods.clear();
    await aMinuteLater();
    await aMinuteLater();
    expect(titles(hugos)).toEqual([expect.stringContaining('Nothing left for you')]);
    expect(replies(hugos).map(said)).toEqual([expect.stringContaining('You denied')]);
    expect(titles(leas)).toEqual([expect.stringContaining('Denied')]);
  });

  it('that was deleted at Slack comes anew with what is news, once, and is what is changed from then on', async () => {
    const request = await lea.ask();
    await deliver();
    stage.slack.world.messages.splice(0);
    await deny(request);
    stage.slack.moods.set('chat.postMessage', 'loses-answers');
    await deliver();
    stage.slack.moods.clear();
    await aMinuteLater();
    expect(titles(hugos)).toEqual([expect.stringContaining('Nothing left for you')]);
    expect(replies(hugos)).toEqual([]);
    const [{ reference }] = await database(
      `SELECT d.reference FROM notification n JOIN notification_delivery d ON d.notification_id = n.id
       JOIN person p ON p.id = n.person_id WHERE n.subject_id = '${request.id}' AND p.handle = 'hugo'`,
    );
    expect(String(reference)).toContain(copies(hugos)[0].ts);
  });

  it('whose answer was lost is brought up to date although nothing is left to ask for', async () => {
    const request = await lea.ask();
    stage.slack.moods.set('chat.postMessage', 'loses-answers');
    await deliver();
    await lea.post(`/requests/${request.id}/cancel`);
    stage.slack.moods.clear();
    await aMinuteLater();
    expect(titles(hugos)).toEqual([expect.stringContaining('Nothing left for you')]);
  });

  it.each<SlackMood>(['throttles', 'ratelimited', 'fails', 'fails-afterwards', 'hangs'])(
    'comes once, when Slack %s for a minute',
    async (mood) => {
      await lea.ask();
      stage.slack.mood = mood;
      stage.slack.silence = 100;
      await deliver();
      stage.slack.silence = 3_000;
      stage.slack.mood = 'answers';
      await aMinuteLater();
      await aMinuteLater();
      expect(titles(hugos)).toEqual([expect.stringContaining('asks for access')]);
    },
  );

  it('I16 comes to nobody who is suspended, and is true again when they are back', async () => {
    const request = await lea.ask();
    await deliver();
    await database("UPDATE person SET status = 'suspended' WHERE handle = 'hugo'");
    await lea.patch(`/requests/${request.id}`, { version: 1, durationSeconds: 900 });
    await deliver();
    await aMinuteLater();
    expect(stage.slack.messagesOf(hugos)).toMatchObject([{ edits: 0 }]);
    await database("UPDATE person SET status = 'active' WHERE handle = 'hugo'");
    await lea.post(`/requests/${request.id}/cancel`);
    await deliver();
    expect(titles(hugos)).toEqual([expect.stringContaining('Nothing left for you')]);
  });

  it('says that access ends soon, with both ways on, and then that it is gone, with what was read back', async () => {
    const keeper = stage.broker.get(LeaseKeeper);
    const { grant } = (await hugo.decide(await lea.ask({ durationSeconds: 900 }))).body;
    expect((await lea.claim(grant)).status).toBe(201);
    await deliver();
    expect(said(copies(leas)[0])).toContain('You are using it, until');
    stage.broker.clock.advance(11 * MINUTE);
    await deliver();
    const soon = copies(leas).find(({ text }) => text.startsWith('Ends soon'))!;
    expect(said(soon)).toContain(`/requests/${grant.requestId}?open=extend`);
    expect(said(soon)).toContain(`/requests/${grant.requestId}?open=end`);
    expect(said(soon)).toContain('I’m done, end it');

    await lea.post(`/grants/${grant.id}/end`);
    await keeper.start();
    await eventually(
      async () => (await lea.get(`/grants/${grant.id}`)).body,
      ({ state }) => state === 'ended',
    );
    await keeper.stop();
    await deliver();
    expect(titles(leas)).toEqual([
      expect.stringContaining('Approved'),
      expect.stringContaining('Over'),
      expect.stringContaining('Ended, and proved'),
    ]);
    expect(said(copies(leas).at(-1)!)).toContain('read ');
    expect(said(copies(leas)[0])).toContain('It was over on');
    expect(replies(leas)).toEqual([]);
    expect(said(copies(leas)[1])).not.toContain('?open=');
  });

  describe('while one workspace lets the app in no more', () => describeSlackAway(scene));
}
