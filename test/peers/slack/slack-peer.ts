import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../../../src/kernel';
import { type Json } from './block-limits';
import { isGranted, scopesOfManifest } from './scopes';
import { answer, isLetThrough, type SlackMood } from './slack-mischief';
import { SlackFault, type SlackUser, SlackWebApi } from './slack-web-api';

export interface SlackPeerOptions {
  readonly team?: string;
  readonly app?: string;
  /** By which calls are signed. */
  readonly clock?: Clock;
}

/** What came back for a call of Slack's. */
export interface Acknowledged {
  readonly status: number;
  /** The JSON of the answer, or what it says as it is. */
  readonly body: Json;
  readonly text: string;
  readonly milliseconds: number;
}

/** For telling a replay from a call: what is sent may be sent again as it is. */
export interface SignedCall {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const TRIGGER_LASTS = 3_000;

/**
 * One workspace of Slack with one app in it, over HTTP: the methods of the Web API that the app uses, with their limits, and
 * the calls that Slack makes to an app, signed as Slack signs them. It can be told to throttle, fail, hang, lose answers, and
 * to do so at every second call of a method.
 */
export class SlackPeer {
  readonly team: string;
  readonly app: string;
  readonly botToken = `xoxb-canary-${randomBytes(16).toString('hex')}`;
  readonly signingSecret = randomBytes(16).toString('hex');
  readonly calls: { readonly method: string; readonly at: number; readonly ok: boolean }[] = [];
  /** What Slack refused, with the faults of the blocks where they were to blame. */
  readonly refusals: string[] = [];
  readonly world: SlackWebApi;
  /** What the workspace granted the app. */
  readonly scopes = scopesOfManifest();
  mood: SlackMood = 'answers';
  /** Of single methods, whatever the mood of all. */
  readonly moods = new Map<string, SlackMood>();
  /** Milliseconds for which it says nothing where it hangs: as long as Slack itself waits for an answer. */
  silence = 3_000;
  /** One of so many calls of each method goes wrong, in the way of `mischief`; 0: none. */
  failsEvery = 0;
  mischief: SlackMood = 'fails';
  private readonly received = new Map<string, number>();
  private readonly clock: Clock;
  private readonly server: Server;

  private constructor({ team = 'T0MARELLE', app = 'A0SALLYPORT', clock = systemClock }: SlackPeerOptions) {
    this.team = team;
    this.app = app;
    this.clock = clock;
    this.world = new SlackWebApi(team);
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
  }

  static async start(options: SlackPeerOptions = {}): Promise<SlackPeer> {
    const peer = new SlackPeer(options);
    peer.server.listen(0, '127.0.0.1');
    await once(peer.server, 'listening');
    return peer;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/`;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  addUser(name: string, changes: Partial<SlackUser> = {}): SlackUser {
    const id = `U${name.toUpperCase()}`;
    const full = { deleted: false, is_bot: false, is_restricted: false, is_ultra_restricted: false };
    const user = { id, team_id: this.team, name, real_name: name, ...full, ...changes };
    this.world.users.set(user.id, user);
    return user;
  }

  /** What the person sees in their conversation with the app, oldest first. */
  messagesOf(user: Pick<SlackUser, 'id'>) {
    return this.world.messages.filter(({ userId }) => userId === user.id);
  }

  command(address: string, user: SlackUser, command: string, changes: Json = {}): Promise<Acknowledged> {
    return this.send(address, this.sign(this.form(this.commandBody(user, command, changes))));
  }

  /** Presses the button of the modal that was opened last. */
  submit(
    address: string,
    user: SlackUser,
    values: Json,
    opened = this.world.views.at(-1),
  ): Promise<Acknowledged> {
    if (!opened) throw new Error('No modal is open.');
    const view = { ...opened.view, id: opened.id, state: { values } };
    return this.interact(address, user, { type: 'view_submission', view, trigger_id: this.trigger(user) });
  }

  press(address: string, user: SlackUser, action: Json, changes: Json = {}): Promise<Acknowledged> {
    const actions = [{ type: 'button', action_ts: '1', ...action }];
    const trigger_id = this.trigger(user);
    return this.interact(address, user, { type: 'block_actions', actions, trigger_id, ...changes });
  }

  /** The person opens the app's home tab. */
  openHome(address: string, user: SlackUser): Promise<Acknowledged> {
    return this.event(address, { type: 'app_home_opened', user: user.id, tab: 'home', channel: 'D1' });
  }

  event(address: string, event: Json, changes: Json = {}): Promise<Acknowledged> {
    const body = { type: 'event_callback', team_id: this.team, api_app_id: this.app, event, ...changes };
    const id = { event_id: `Ev${randomBytes(5).toString('hex')}` };
    return this.send(address, this.sign(JSON.stringify({ ...body, ...id }), 'application/json'));
  }

  interact(address: string, user: SlackUser, payload: Json): Promise<Acknowledged> {
    const about = {
      team: { id: this.team, domain: 'marelle' },
      api_app_id: this.app,
      user: { id: user.id, name: user.name, team_id: user.team_id },
      ...payload,
    };
    return this.send(address, this.sign(this.form({ payload: JSON.stringify(about) })));
  }

  commandBody(user: SlackUser, command: string, changes: Json = {}): Json {
    return {
      command,
      text: '',
      team_id: this.team,
      api_app_id: this.app,
      user_id: user.id,
      user_name: user.name,
      channel_id: 'C1',
      trigger_id: this.trigger(user),
      response_url: `${this.apiUrl}response`,
      ...changes,
    };
  }

  /** As Slack sends what is no JSON. */
  form(fields: Json): string {
    const texts = Object.entries(fields).map(([name, value]) => [name, String(value)]);
    return new URLSearchParams(Object.fromEntries(texts)).toString();
  }

  /** https://docs.slack.dev/authentication/verifying-requests-from-slack */
  sign(body: string, type = 'application/x-www-form-urlencoded', at = this.clock.now()): SignedCall {
    const timestamp = String(Math.floor(at.getTime() / 1_000));
    const signed = createHmac('sha256', this.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    const headers = {
      'content-type': type,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signed}`,
    };
    return { headers, body };
  }

  async send(address: string, { headers, body }: SignedCall): Promise<Acknowledged> {
    const began = Date.now();
    const answer = await fetch(address, { method: 'POST', headers, body });
    const text = await answer.text();
    return { status: answer.status, text, body: parsed(text), milliseconds: Date.now() - began };
  }

  private trigger(user: SlackUser): string {
    const id = `${randomBytes(6).toString('hex')}.trigger`;
    this.world.triggers.set(id, { userId: user.id, until: Date.now() + TRIGGER_LASTS });
    return id;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const method = (request.url ?? '').replace('/api/', '');
    const mood = this.moodFor(method);
    this.calls.push({ method, at: Date.now(), ok: mood === 'answers' });
    if (!isLetThrough(mood, response, this.silence)) return;
    const given = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    answer(mood, response, this.answerOf(method, given, request.headers.authorization));
  }

  private moodFor(method: string): SlackMood {
    const count = (this.received.get(method) ?? 0) + 1;
    this.received.set(method, count);
    if (this.failsEvery > 0 && count % this.failsEvery === 0) return this.mischief;
    return this.moods.get(method) ?? this.mood;
  }

  private answerOf(method: string, given: Json, authorization: string | undefined): Json {
    try {
      if (authorization !== `Bearer ${this.botToken}`) throw new SlackFault('invalid_auth');
      if (!isGranted(method, this.scopes)) throw new SlackFault('missing_scope');
      return this.world.call(method, given);
    } catch (error) {
      if (!(error instanceof SlackFault)) throw error;
      this.refusals.push([`${method}: ${error.code}`, ...error.details].join(' · '));
      return { ok: false, error: error.code, response_metadata: { messages: error.details } };
    }
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
}
