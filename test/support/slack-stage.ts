import { provideSecret } from '../../src/platform/config/environment';
import { SlackPeer } from '../peers/slack/slack-peer';
import type { SlackUser } from '../peers/slack/slack-web-api';
import { applyPolicy } from './apply-policy';
import type { TestBroker } from './broker';
import type { Answer, Person } from './person';

/** A broker with a Slack workspace that its app is installed in. */
export class SlackStage {
  private constructor(
    readonly broker: TestBroker,
    readonly slack: SlackPeer,
  ) {}

  static async set(broker: TestBroker): Promise<SlackStage> {
    const slack = await SlackPeer.start({ clock: broker.clock });
    provideSecret('SALLYPORT_TEST_SLACK_TOKEN', slack.botToken);
    provideSecret('SALLYPORT_TEST_SLACK_SIGNING', slack.signingSecret);
    const stage = new SlackStage(broker, slack);
    await stage.connect();
    return stage;
  }

  /** By the policy file, as an operator does it. */
  async connect(): Promise<void> {
    const { team, app, apiUrl } = this.slack;
    const section = `slackWorkspaces:
  marelle:
    name: Marelle
    team: ${team}
    app: ${app}
    botToken: env:SALLYPORT_TEST_SLACK_TOKEN
    signingSecret: env:SALLYPORT_TEST_SLACK_SIGNING
    apiUrl: ${apiUrl}
`;
    await applyPolicy(this.broker, ['\nprocessingActivities:\n', `\n${section}\nprocessingActivities:\n`]);
  }

  async disconnect(): Promise<void> {
    await applyPolicy(this.broker);
  }

  /** Where Slack calls. */
  get address(): string {
    return `${this.broker.url}/api/v1/slack/marelle/calls`;
  }

  access(user: SlackUser, text = '') {
    return this.slack.command(this.address, user, '/access', { text });
  }

  /** The token in the link that an account which is nobody's is given. */
  async bindingToken(user: SlackUser): Promise<string> {
    const { body, text } = await this.access(user);
    const found = /\/slack\/([\w-]{43})/.exec(String(body.text));
    if (!found) throw new Error(`No link: ${text}`);
    return found[1];
  }

  async stepUpFor(person: Person, token: string): Promise<Record<string, string>> {
    const { body } = await person.get(`/slack-binding-links/${token}`);
    return person.stepUp('slack.bind-account', body.id, body.bindDigest);
  }

  async useLink(person: Person, token: string): Promise<Answer> {
    const header = await this.stepUpFor(person, token);
    return person.post(`/slack-binding-links/${token}`, {}, header);
  }

  /** An account at Slack that is this person's. */
  async bound(person: Person, name = person.handle): Promise<SlackUser> {
    const user = this.slack.addUser(name);
    const { status, body } = await this.useLink(person, await this.bindingToken(user));
    if (status !== 204) throw new Error(`Not bound: ${JSON.stringify(body)}`);
    return user;
  }

  async unbindAll(person: Person): Promise<void> {
    for (const { id } of (await person.get('/slack-accounts')).body.items)
      await person.call('DELETE', `/slack-accounts/${id}`);
  }

  stop(): Promise<void> {
    return this.slack.stop();
  }
}

/** What Slack sends of the form's second step. */
export function formFilled(changes: Record<string, string | null> = {}) {
  const { justification, durationSeconds, ticket } = {
    justification: 'Invoice 4711 of a customer shows the wrong total.',
    durationSeconds: '1800',
    ticket: null,
    ...changes,
  };
  return {
    justification: { value: { value: justification } },
    durationSeconds: { value: { selected_option: { value: durationSeconds } } },
    ticket: { value: { value: ticket } },
  };
}
