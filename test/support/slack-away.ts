import { SECOND } from '../../src/kernel';
import { DeliverNotificationsJob } from '../../src/modules/notifications/delivery/deliver-notifications.job';
import { TellNews } from '../../src/modules/notifications/telling/tell-news';
import { provideSecret } from '../../src/platform/config/environment';
import { SlackPeer } from '../peers/slack/slack-peer';
import { applyPolicy } from './apply-policy';
import type { SlackScene } from './slack-messages';

const TOKEN = 'SALLYPORT_TEST_SLACK_TOKEN';

/** Two workspaces, one of which lets the app in no more: a part of `slack.it.spec.ts`, on its broker. */
export function describeSlackAway(scene: () => SlackScene): void {
  let other: SlackPeer;

  beforeAll(async () => {
    const { broker } = scene().stage;
    other = await SlackPeer.start({ clock: broker.clock, team: 'T0OTHER', app: 'A0OTHER' });
    provideSecret(`${TOKEN}_OTHER`, other.botToken);
    provideSecret('SALLYPORT_TEST_SLACK_SIGNING_OTHER', other.signingSecret);
  });
  afterAll(async () => {
    const { stage } = scene();
    provideSecret(TOKEN, stage.slack.botToken);
    await stage.connect();
    await other.stop();
  });

  it('is asked once a run, and holds up nobody of the other one, whoever waited first', async () => {
    const { stage, lea, hugo } = scene();
    const { broker, slack } = stage;
    const ines = await broker.signIn('ines');
    await applyPolicy(broker, ['\nprocessingActivities:\n', workspaces(slack, other)]);
    for (const person of [hugo, ines]) await stage.unbindAll(person);
    const hugos = await stage.bound(hugo, 'hugoaway');
    const inesAt = other.addUser('inesthere');
    const { body } = await other.command(`${broker.url}/api/v1/slack/other/calls`, inesAt, '/access');
    const [, token] = /\/slack\/([\w-]{43})/.exec(String(body.text)) ?? [];
    expect((await stage.useLink(ines, token)).status).toBe(204);
    await broker.get(TellNews).run();
    await broker.get(DeliverNotificationsJob).run();
    for (const { world } of [slack, other]) world.messages.splice(0);

    provideSecret(TOKEN, 'xoxb-revoked');
    const requests = [await lea.ask({ profile: 'usage-metrics-read' })];
    await broker.get(TellNews).run();
    broker.clock.advance(SECOND);
    requests.push(await lea.ask());
    await broker.get(TellNews).run();
    const before = slack.calls.length;
    await broker.get(DeliverNotificationsJob).run();
    expect(other.messagesOf(inesAt).map(({ text }) => text)).toEqual([
      expect.stringContaining('asks for access'),
    ]);
    expect(slack.messagesOf(hugos)).toEqual([]);
    expect(slack.calls.length - before).toBe(1);
    for (const { id } of requests) await lea.post(`/requests/${id}/cancel`);
    await broker.get(TellNews).run();
  });
}

const workspaces = (one: SlackPeer, other: SlackPeer): string => `
slackWorkspaces:
${workspace('marelle', one, '')}${workspace('other', other, '_OTHER')}
processingActivities:
`;

const workspace = (key: string, { team, app, apiUrl }: SlackPeer, suffix: string): string => `  ${key}:
    name: ${key}
    team: ${team}
    app: ${app}
    botToken: env:${TOKEN}${suffix}
    signingSecret: env:SALLYPORT_TEST_SLACK_SIGNING${suffix}
    apiUrl: ${apiUrl}
`;
