import { Redacted } from '../../../kernel';
import { SlackPeer } from '../../../../test/peers/slack/slack-peer';
import type { SlackMood } from '../../../../test/peers/slack/slack-mischief';
import type { SlackUser } from '../../../../test/peers/slack/slack-web-api';
import { SlackClient } from '../../slack';
import { type Post, PostOnce } from './post-once';

let slack: SlackPeer;
let posts: PostOnce;
let lea: SlackUser;

beforeAll(async () => {
  slack = await SlackPeer.start();
  slack.silence = 100;
  lea = slack.addUser('lea');
  const secrets = { run: () => Promise.resolve(new Redacted(slack.botToken)) };
  const logger = { warn: () => undefined, debug: () => undefined };
  posts = new PostOnce(new SlackClient(secrets as never, logger as never));
});
afterAll(() => slack.stop());
beforeEach(() => {
  slack.mood = 'answers';
  slack.failsEvery = 0;
  slack.mischief = 'fails';
  slack.world.messages.splice(0);
  slack.refusals.splice(0);
});

const post = (changes: Partial<Post> = {}): Post => ({
  workspace: {
    id: 'w',
    key: 'marelle',
    name: 'Marelle',
    teamId: slack.team,
    appId: slack.app,
    apiUrl: slack.apiUrl,
    botTokenReference: 'env:X',
    signingSecretReference: 'env:Y',
    retired: false,
  },
  userId: lea.id,
  key: 'notification-1',
  copy: { text: 'Léa asks', blocks: [] },
  ...changes,
});
const texts = () => slack.messagesOf(lea).map(({ text }) => text);

describe('a message to Slack', () => {
  it('I14 is there once after its answer was lost, and found where it is', async () => {
    slack.mood = 'loses-answers';
    await expect(posts.run(post(), false)).rejects.toMatchObject({ reason: 'no_answer' });
    slack.mood = 'answers';
    const [{ channel, ts }] = slack.messagesOf(lea);
    expect(await posts.run(post(), true)).toEqual({ channel, ts });
    expect(texts()).toEqual(['Léa asks']);
  });

  it('is looked for at once, and sent, when Slack said that it failed', async () => {
    slack.failsEvery = 1;
    slack.mischief = 'fails';
    const failed = posts.run(post(), false);
    await expect(failed).rejects.toMatchObject({ reason: 'http_503' });
    slack.failsEvery = 2;
    for (const key of ['a', 'b', 'c']) await posts.run(post({ key, copy: { text: key, blocks: [] } }), false);
    expect(texts()).toEqual(['a', 'b', 'c']);
  });

  it('I14 is there once where the answer of every second call says that it failed, and it was done', async () => {
    slack.failsEvery = 2;
    slack.mischief = 'fails-afterwards';
    for (const key of ['a', 'b', 'c', 'd'])
      await posts.run(post({ key, copy: { text: key, blocks: [] } }), false);
    expect(texts()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is told from others, and from what stands in its own thread', async () => {
    const first = await posts.run(post(), false);
    const news = (key: string) => post({ key, below: first, copy: { text: key, blocks: [] } });
    await posts.run(news('notification-1.2'), true);
    await posts.run(news('notification-1.2'), true);
    await posts.run(news('notification-1.3'), true);
    await posts.run(post({ key: 'notification-2', copy: { text: 'Another', blocks: [] } }), true);
    expect(texts()).toEqual(['Léa asks', 'notification-1.2', 'notification-1.3', 'Another']);
    expect(await posts.find(post())).toEqual(first);
  });

  it('keeps its mark when it is changed', async () => {
    const place = await posts.run(post(), false);
    await posts.change(post().workspace, place, { text: 'Nothing left', blocks: [] });
    expect(await posts.run(post(), true)).toEqual(place);
    expect(texts()).toEqual(['Nothing left']);
  });

  it.each<[SlackMood, object]>([
    ['throttles', { kind: 'later', reason: 'rate_limited', retryAfterSeconds: 1 }],
    ['ratelimited', { kind: 'later', reason: 'ratelimited' }],
    ['fails', { kind: 'later', reason: 'http_503' }],
    ['hangs', { kind: 'unreachable', reason: 'no_answer' }],
  ])('is not there, and said not to be, while Slack %s', async (mood, failure) => {
    slack.mood = mood;
    await expect(posts.run(post(), false)).rejects.toMatchObject(failure);
    slack.mood = 'answers';
    expect(texts()).toEqual([]);
    await posts.run(post(), true);
    expect(texts()).toEqual(['Léa asks']);
  });

  it('is not sent again where nobody may look whether it is there', async () => {
    slack.scopes.delete('im:history');
    const refused = posts.run(post(), true);
    await expect(refused).rejects.toMatchObject({ reason: 'missing_scope', kind: 'unreachable' });
    slack.scopes.add('im:history');
    expect(texts()).toEqual([]);
  });
});
