import { TestBroker } from '../../../test/support/broker';
import type { Json, Person } from '../../../test/support/person';
import { ask } from '../../../test/support/postgres-client';
import { describeSlackMembers } from '../../../test/support/slack-members';
import { describeSlackMessages } from '../../../test/support/slack-messages';
import { formFilled, SlackStage } from '../../../test/support/slack-stage';
import { DAY, MINUTE, SECOND } from '../../kernel';

jest.setTimeout(60_000);

let broker: TestBroker;
let other: TestBroker;
let stage: SlackStage;
let lea: Person;
let hugo: Person;

beforeAll(async () => {
  broker = await TestBroker.start({ role: 'web' });
  other = await TestBroker.start({ role: 'web', beside: broker });
  stage = await SlackStage.set(broker);
  lea = await broker.signIn('lea');
  hugo = await broker.signIn('hugo');
});
afterAll(async () => {
  await stage.stop();
  await other.stop();
  await broker.stop();
});

const rows = <Row extends object>(sql: string) => ask<Row>(broker.database.url('sallyport'), sql);
const events = async (type: string): Promise<Json[]> => {
  const found = await rows<{ body: Buffer }>(
    `SELECT body FROM audit_event WHERE type = '${type}' ORDER BY recorded_at, id`,
  );
  return found.map(({ body }) => JSON.parse(body.toString()));
};

describe('what Slack calls', () => {
  const stranger = () => stage.slack.addUser('stranger');
  const body = (changes = {}) =>
    stage.slack.form(stage.slack.commandBody(stranger(), '/unheard-of', changes));

  it('is taken when Slack signed it just now, and acknowledged in time', async () => {
    const { status, milliseconds } = await stage.slack.send(stage.address, stage.slack.sign(body()));
    expect(status).toBe(200);
    expect(milliseconds).toBeLessThan(3_000);
  });

  it('answers the question that Slack asks of a new address, and only Slack', async () => {
    const question = JSON.stringify({ type: 'url_verification', challenge: 'c4n' });
    const signed = stage.slack.sign(question, 'application/json');
    expect((await stage.slack.send(stage.address, signed)).body).toEqual({ challenge: 'c4n' });
    const forged = { ...signed, headers: { ...signed.headers, 'x-slack-signature': `v0=${'0'.repeat(64)}` } };
    expect((await stage.slack.send(stage.address, forged)).status).toBe(401);
  });

  it.each([
    ['without a signature', { 'x-slack-signature': '' }],
    ['with another signature', { 'x-slack-signature': `v0=${'a'.repeat(64)}` }],
    ['signed in another version', { 'x-slack-signature': `v1=${'a'.repeat(64)}` }],
    ['with another moment than was signed', { 'x-slack-request-timestamp': '1800000000' }],
    ['without a moment', { 'x-slack-request-timestamp': '' }],
  ])('is refused %s', async (_, headers) => {
    const signed = stage.slack.sign(body());
    const answer = await stage.slack.send(stage.address, {
      ...signed,
      headers: { ...signed.headers, ...headers },
    });
    expect([answer.status, answer.body.code]).toEqual([401, 'slack.not_signed']);
  });

  it('is refused with a byte more than was signed', async () => {
    const signed = stage.slack.sign(body());
    const answer = await stage.slack.send(stage.address, { ...signed, body: `${signed.body}&` });
    expect(answer.body.code).toBe('slack.not_signed');
  });

  it.each([
    [-301, 401],
    [-240, 200],
    [298, 200],
    [360, 401],
  ])('that was signed %i seconds from now answers %i', async (seconds, status) => {
    const at = new Date(broker.clock.now().getTime() + seconds * SECOND);
    const signed = stage.slack.sign(body(), undefined, at);
    expect((await stage.slack.send(stage.address, signed)).status).toBe(status);
  });

  it('I10 is taken once, of fifty that come at once to two processes with one signature, and told once', async () => {
    const signed = stage.slack.sign(body());
    const addresses = [stage.address, stage.address.replace(broker.url, other.url)];
    const before = (await events('slack.call_replayed')).length;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => stage.slack.send(addresses[index % 2], signed)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.body.code === 'slack.call_replayed')).toHaveLength(49);
    expect(await events('slack.call_replayed')).toHaveLength(before + 1);
  });

  it.each([
    ['of another team', { team_id: 'T0ELSEWHERE' }, 'slack.call_of_another'],
    ['of another app', { api_app_id: 'A0ELSEWHERE' }, 'slack.call_of_another'],
  ])('%s is refused although its signature is good', async (_, changes, code) => {
    const answer = await stage.slack.send(stage.address, stage.slack.sign(body(changes)));
    expect([answer.status, answer.body.code]).toEqual([403, code]);
  });

  it('of somebody who is in the workspace by Slack Connect is refused', async () => {
    const guest = stage.slack.addUser('connected', { team_id: 'T0PARTNER' });
    const answer = await stage.slack.press(stage.address, guest, { action_id: 'any' });
    expect([answer.status, answer.body.code]).toEqual([403, 'slack.stranger']);
  });

  it.each([
    ['none that an app gets', '{"type":1}', 'application/json', 422, 'slack.unreadable_call'],
    ['plain text', 'command=x&team_id=T&api_app_id=A&user_id=U', 'text/plain', 422, 'slack.unreadable_call'],
    ['JSON that says to be a form', '{"type":1}', undefined, 422, 'slack.unreadable_call'],
    ['larger than any of Slack’s', `text=${'x'.repeat(262_144)}`, undefined, 413, 'http.too_large'],
  ])('that is %s is refused although its signature is good', async (_, text, type, status, code) => {
    const answer = await stage.slack.send(stage.address, stage.slack.sign(text, type));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('is refused where no workspace is', async () => {
    const nowhere = stage.address.replace('marelle', 'nowhere');
    const answer = await stage.slack.send(nowhere, stage.slack.sign(body()));
    expect([answer.status, answer.body.code]).toEqual([404, 'slack.unknown_workspace']);
  });

  it('is taken in no other form and at no other address than that one', async () => {
    const signed = stage.slack.sign('handle=lea&password=x');
    expect((await stage.slack.send(`${broker.url}/api/v1/session`, signed)).status).toBe(415);
  });

  it('I17 neither secret of the workspace is on record anywhere', async () => {
    const dump = JSON.stringify(await rows('SELECT body::text, search FROM audit_event'));
    const workspaces = JSON.stringify(await rows('SELECT * FROM slack_workspace'));
    for (const secret of [stage.slack.botToken, stage.slack.signingSecret]) {
      expect(`${dump} ${workspaces}`).not.toContain(secret);
    }
  });
});

describe('an account at Slack', () => {
  it('that is nobody’s is given a link, and becomes the account of who uses it with a second factor', async () => {
    const user = stage.slack.addUser('leamartin', { real_name: 'Léa M.' });
    const token = await stage.bindingToken(user);
    const shown = await lea.get(`/slack-binding-links/${token}`);
    expect(shown.body).toMatchObject({ workspace: 'Marelle', accountName: 'Léa M.', account: user.id });
    await lea.call('HEAD', `/slack-binding-links/${token}`);

    const without = await lea.post(`/slack-binding-links/${token}`);
    expect([without.status, without.body.code]).toEqual([401, 'insufficient_user_authentication']);
    expect((await stage.useLink(lea, token)).status).toBe(204);
    const { items } = (await lea.get('/slack-accounts')).body;
    expect(items).toMatchObject([{ workspace: 'Marelle', account: user.id }]);
    expect(await events('slack.account_bound')).toHaveLength(1);

    const again = await lea.post(`/slack-binding-links/${token}`);
    expect([again.status, again.body.code]).toEqual([410, 'slack.link_over']);
    await lea.call('DELETE', `/slack-accounts/${items[0].id}`);
  });

  it('I10 becomes somebody’s once, of fifty who use its link at once over two processes', async () => {
    const token = await stage.bindingToken(stage.slack.addUser('raced'));
    const headers = [await stage.stepUpFor(lea, token), await stage.stepUpFor(hugo, token)];
    const people = [lea, hugo, lea.through(other), hugo.through(other)];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        people[index % 4].post(`/slack-binding-links/${token}`, {}, headers[index % 2]),
      ),
    );
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(await rows("SELECT id FROM slack_identity WHERE user_id = 'URACED'")).toHaveLength(1);
    for (const person of [lea, hugo]) await stage.unbindAll(person);
  });

  it('gets a new link in the place of the one before, good for a quarter of an hour', async () => {
    const user = stage.slack.addUser('slow');
    const first = await stage.bindingToken(user);
    const second = await stage.bindingToken(user);
    expect((await lea.get(`/slack-binding-links/${first}`)).body.code).toBe('slack.link_over');
    broker.clock.advance(15 * MINUTE);
    expect((await lea.get(`/slack-binding-links/${second}`)).body.code).toBe('slack.link_over');
  });

  it('tells nobody who is not signed in that a link is one', async () => {
    const token = await stage.bindingToken(stage.slack.addUser('quiet'));
    for (const path of [token, 'A'.repeat(43)]) {
      const answer = await fetch(`${broker.url}/api/v1/slack-binding-links/${path}`);
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        401,
        'identity.sign_in_required',
      ]);
    }
  });

  it.each([
    ['a guest', { is_restricted: true }, 'Guests'],
    ['a guest of one channel', { is_ultra_restricted: true }, 'Guests'],
    ['a bot', { is_bot: true }, 'Bots'],
    ['deactivated', { deleted: true }, 'deactivated'],
    ['a stranger', { is_stranger: true }, 'Only members'],
    ['of another workspace', { team_id: 'T0PARTNER' }, 'Only members'],
  ])('that is %s is given none, and it is on record', async (_, changes, words) => {
    const user = stage.slack.addUser('odd', changes);
    const before = (await events('slack.binding_refused')).length;
    const { body } = await stage.access(user);
    expect(body.text).toContain(words);
    expect(body.text).not.toContain('http');
    expect(await events('slack.binding_refused')).toHaveLength(before + 1);
  });

  it('is bound to nobody while Slack does not say who it is', async () => {
    const user = stage.slack.addUser('unknown');
    for (const mood of ['fails', 'throttles', 'ratelimited', 'hangs'] as const) {
      stage.slack.mood = mood;
      const { status, body, milliseconds } = await stage.access(user);
      expect([mood, status, body.text]).toEqual([mood, 200, expect.stringContaining('did not answer')]);
      expect(milliseconds).toBeLessThan(3_000);
    }
    stage.slack.mood = 'answers';
  });

  it('is one of a person in a workspace, and one person’s', async () => {
    const user = await stage.bound(lea);
    const another = await stage.useLink(lea, await stage.bindingToken(stage.slack.addUser('second')));
    expect([another.status, another.body.code]).toEqual([409, 'slack.already_bound']);
    const [mine] = (await lea.get('/slack-accounts')).body.items;
    expect(mine.account).toBe(user.id);

    const foreign = await hugo.call('DELETE', `/slack-accounts/${mine.id}`);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'slack.unknown_account']);
    expect((await events('identity.access_refused')).at(-1)).toMatchObject({ subject: { id: mine.id } });
    expect((await lea.call('DELETE', `/slack-accounts/${mine.id}`)).status).toBe(204);
    expect((await stage.access(user)).body.text).toContain('does not know whose');
  });

  it('counts for nothing while its workspace is disconnected, and is there when it comes back', async () => {
    const user = await stage.bound(lea);
    await stage.disconnect();
    expect((await lea.get('/slack-accounts')).body).toEqual({ items: [], workspaces: [] });
    expect((await stage.access(user)).status).toBe(404);
    await stage.connect();
    const { items } = (await lea.get('/slack-accounts')).body;
    expect(items).toHaveLength(1);
    await lea.call('DELETE', `/slack-accounts/${items[0].id}`);
  });
});

describe('/access', () => {
  const open = () => rows<{ id: string }>("SELECT id FROM access_request WHERE state = 'pending'");
  let user: Awaited<ReturnType<SlackStage['bound']>>;

  beforeAll(async () => {
    user = await stage.bound(lea);
  });
  beforeEach(async () => {
    broker.clock.advance(DAY);
    for (const { id } of (await lea.get('/requests?state=pending')).body.items)
      await lea.post(`/requests/${id}/cancel`);
  });

  it('offers what the person may ask for and nothing else, and asks by the same rules as the web app', async () => {
    expect((await stage.access(user)).text).toBe('');
    const first = stage.slack.world.views.at(-1)!;
    const options = JSON.stringify(first.view.blocks);
    const profiles = (await lea.get('/profiles')).body.items as {
      key: string;
      eligibility: { eligible: boolean };
    }[];
    for (const { key, eligibility } of profiles)
      expect(options.includes(`"${key}"`)).toBe(eligibility.eligible);

    const chosen = await stage.slack.submit(stage.address, user, {
      profile: { value: { selected_option: { value: 'customer-data-read' } } },
    });
    expect(chosen.body).toMatchObject({ response_action: 'update' });
    const view = chosen.body.view as Record<string, unknown>;
    const asked = await stage.slack.submit(stage.address, user, formFilled(), { ...first, view });
    expect(JSON.stringify(asked.body)).toContain('You have asked for Customer data, read only');

    const [request] = (await lea.get('/requests?state=pending')).body.items;
    expect(request).toMatchObject({ profile: { key: 'customer-data-read' }, durationSeconds: 1_800 });
    const submitted = (await events('requests.submitted')).at(-1);
    expect(submitted?.actor).toMatchObject({ kind: 'person', channel: 'slack' });
    expect(stage.slack.refusals).toEqual([]);
  });

  it('I14 the same form twice, at once and again, is one request', async () => {
    await stage.access(user, 'customer data, read');
    const answers = await Promise.all(
      [1, 2, 3].map(() => stage.slack.submit(stage.address, user, formFilled())),
    );
    for (const { body } of answers) expect(body.response_action).toBe('update');
    expect(await open()).toHaveLength(1);
    const changed = await stage.slack.submit(stage.address, user, formFilled({ durationSeconds: '3600' }));
    expect(JSON.stringify(changed.body)).toContain('asked already');
    expect(await open()).toHaveLength(1);
  });

  it('says what is wrong beside the field that it is wrong with, and asks nothing', async () => {
    await stage.access(user, 'customer data, read');
    const answer = await stage.slack.submit(
      stage.address,
      user,
      formFilled({ justification: 'Too short', durationSeconds: '999999' }),
    );
    expect(answer.body).toEqual({
      response_action: 'errors',
      errors: {
        justification: expect.stringContaining('Say a little more'),
        durationSeconds: expect.stringContaining('Choose a whole number'),
      },
    });
    expect(await open()).toEqual([]);
  });

  it('refuses a profile that the person may not have, whatever the form says', async () => {
    const milan = await broker.signIn('milan');
    const engineer = await stage.bound(milan);
    await stage.access(engineer);
    const opened = stage.slack.world.views.at(-1)!;
    const view = { ...opened.view, callback_id: 'ask-for-access', private_metadata: 'customer-data-read' };
    const answer = await stage.slack.submit(stage.address, engineer, formFilled(), { ...opened, view });
    expect(answer.body.response_action).toBe('errors');
    expect(await open()).toEqual([]);
  });

  it('says so when Slack does not open the form in time', async () => {
    stage.slack.mood = 'fails';
    const { body } = await stage.access(user);
    stage.slack.mood = 'answers';
    expect(body.text).toContain('Type /access again');
  });

  it('I16 takes nothing from somebody who is suspended, not even a form that is open already', async () => {
    await stage.access(user, 'customer data, read');
    await rows("UPDATE person SET status = 'suspended' WHERE handle = 'lea'");
    const answer = await stage.slack.submit(stage.address, user, formFilled());
    expect(JSON.stringify(answer.body)).toContain('suspended');
    expect((await stage.access(user)).body.text).toContain('suspended');
    expect(await open()).toEqual([]);
    await rows("UPDATE person SET status = 'active' WHERE handle = 'lea'");
  });
});

describe('a message', () => describeSlackMessages(() => ({ stage, lea, hugo })));
describe('members', () => describeSlackMembers(() => ({ stage, lea, hugo })));
