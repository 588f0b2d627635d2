import { BUDGET, DAY, MINUTE } from '../../src/kernel';
import { ForgetCredentials } from '../../src/modules/identity';
import { DeliverNotificationsJob } from '../../src/modules/notifications/delivery/deliver-notifications.job';
import { TellNews } from '../../src/modules/notifications/telling/tell-news';
import { systemActor } from '../../src/platform/database/actor';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import type { SlackUser } from '../peers/slack/slack-web-api';
import type { Person } from './person';
import { ask, eventually } from './postgres-client';
import type { SlackScene } from './slack-messages';
import { formFilled, type SlackStage } from './slack-stage';

const ASK = { action_id: 'home-ask' };

/** What becomes of people after they were bound, and the home tab: a part of `slack.it.spec.ts`, on its broker. */
export function describeSlackMembers(scene: () => SlackScene): void {
  let stage: SlackStage;
  let lea: Person;
  let hugo: Person;
  let user: SlackUser;

  beforeAll(() => {
    ({ stage, lea, hugo } = scene());
  });
  beforeEach(async () => {
    stage.broker.clock.advance(DAY);
    await stage.unbindAll(lea);
    user = await stage.bound(lea, 'leaathome');
  });
  afterEach(async () => {
    stage.slack.mood = 'answers';
    await database("UPDATE person SET status = 'active' WHERE handle = 'lea'");
    for (const { id } of await pending()) await lea.post(`/requests/${id}/cancel`);
  });

  const database = (sql: string) => ask(stage.broker.database.url('sallyport'), sql);
  const pending = async () => (await lea.get('/requests?state=pending')).body.items;
  const becomes = (changes: Partial<SlackUser>) => {
    stage.slack.addUser('leaathome', changes);
    stage.broker.clock.advance(MINUTE);
  };
  const homeOf = (whose: SlackUser, words: string) =>
    eventually(
      () => Promise.resolve(JSON.stringify(stage.slack.world.homes.get(whose.id) ?? '')),
      (home) => home.includes(words),
    );
  const opened = () => stage.slack.world.views.length;
  async function deliver(): Promise<void> {
    await stage.broker.get(TellNews).run();
    await stage.broker.get(DeliverNotificationsJob).run();
  }

  it('refuses every call of another team, and puts so many of them on record and no more', async () => {
    const recorded = async () =>
      (await database("SELECT id FROM audit_event WHERE type = 'slack.call_of_another'")).length;
    const before = await recorded();
    const body = stage.slack.form(stage.slack.commandBody(user, '/access', { team_id: 'T0ELSEWHERE' }));
    for (let call = 0; call < BUDGET + 30; call += 1)
      expect((await stage.slack.send(stage.address, stage.slack.sign(body))).status).toBe(403);
    const more = (await recorded()) - before;
    expect(more).toBeGreaterThanOrEqual(BUDGET);
    // One comes back each ten seconds, and these calls take some.
    expect(more).toBeLessThan(BUDGET + 30);
  });

  describe('the home tab', () => {
    it('opens the form by its button', async () => {
      await stage.slack.openHome(stage.address, user);
      await homeOf(user, 'Ask for access');
      const before = opened();
      expect((await stage.slack.press(stage.address, user, ASK)).status).toBe(200);
      await eventually(
        () => Promise.resolve(opened()),
        (count) => count === before + 1,
      );
      expect(stage.slack.world.views.at(-1)).toMatchObject({
        userId: user.id,
        view: { callback_id: 'choose-profile' },
      });
    });

    it.each<[string, () => Promise<unknown> | SlackUser, string]>([
      ['bound to nobody', () => stage.unbindAll(lea), 'does not know whose'],
      [
        'suspended',
        () => database("UPDATE person SET status = 'suspended' WHERE handle = 'lea'"),
        'suspended',
      ],
    ])('of somebody who is %s says so, and its old button opens nothing', async (_, happens, words) => {
      await stage.slack.openHome(stage.address, user);
      await homeOf(user, 'Ask for access');
      await happens();
      const before = opened();
      await stage.slack.press(stage.address, user, ASK);
      expect(await homeOf(user, words)).not.toContain('Ask for access');
      expect(opened()).toBe(before);
      await database("UPDATE person SET status = 'active' WHERE handle = 'lea'");
    });
  });

  describe('an account that is bound', () => {
    it.each<[string, Partial<SlackUser>, string]>([
      ['a guest', { is_restricted: true }, 'Guests'],
      ['deactivated', { deleted: true }, 'deactivated'],
      ['of another workspace', { team_id: 'T0PARTNER' }, 'Only members'],
    ])('and became %s asks for nothing, reads nothing, and is told nothing', async (_, changes, words) => {
      await stage.access(user, 'customer data, read');
      const form = stage.slack.world.views.at(-1);
      becomes(changes);
      const refused = async () =>
        (await database("SELECT id FROM audit_event WHERE type = 'slack.account_refused'")).length;
      const before = await refused();
      const asked = await stage.slack.submit(stage.address, user, formFilled(), form);
      expect(JSON.stringify(asked.body.errors)).toContain(words);
      expect((await stage.access(user)).body.text).toContain(words);
      expect(await pending()).toEqual([]);
      expect(await refused()).toBe(before + 2);
      await stage.slack.openHome(stage.address, user);
      expect(await homeOf(user, words)).not.toContain('Ask for access');

      await hugo.get('/requests');
      await hugo.decide(await lea.ask(), 'deny', { reason: 'The invoice can be read without this.' });
      await deliver();
      expect(stage.slack.messagesOf(user)).toEqual([]);
      becomes({});
      expect((await stage.access(user)).text).toBe('');
    });

    it('asks for nothing while Slack does not say what it is, and the form can be sent again', async () => {
      await stage.access(user, 'customer data, read');
      stage.broker.clock.advance(MINUTE);
      stage.slack.mood = 'fails';
      const { body } = await stage.slack.submit(stage.address, user, formFilled());
      expect(JSON.stringify(body.errors)).toContain('press the button again');
      expect(await pending()).toEqual([]);
      stage.slack.mood = 'answers';
      const again = await stage.slack.submit(stage.address, user, formFilled());
      expect(again.body.response_action).toBe('update');
      expect(await pending()).toHaveLength(1);
    });

    it('is asked about once a minute, not at each call', async () => {
      const questions = () => stage.slack.calls.filter(({ method }) => method === 'users.info').length;
      stage.broker.clock.advance(MINUTE);
      const before = questions();
      for (const text of ['customer', 'customer data', 'customer data, read']) await stage.access(user, text);
      expect(questions()).toBe(before + 1);
    });

    it('I16 is nobody’s any more once what its person signed in with is forgotten', async () => {
      const milan = await stage.broker.signIn('milan');
      await stage.unbindAll(milan);
      const theirs = await stage.bound(milan, 'milanleaves');
      const id = (await milan.get('/session')).body.person.id as string;
      await stage.broker
        .get(UnitOfWork)
        .run(systemActor('test'), (tx) => stage.broker.get(ForgetCredentials).of(tx, id));
      expect(await database(`SELECT id FROM slack_identity WHERE person_id = '${id}'`)).toEqual([]);
      expect((await stage.access(theirs)).body.text).toContain('does not know whose');
      const [unbound] = await database(
        "SELECT body FROM audit_event WHERE type = 'slack.account_unbound' ORDER BY recorded_at DESC, id DESC LIMIT 1",
      );
      expect(JSON.parse(String(unbound.body))).toMatchObject({
        subject: { id },
        data: { reason: 'credentials-forgotten' },
      });
    });
  });
}
