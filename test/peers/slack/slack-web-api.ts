import { randomBytes } from 'node:crypto';
import { type Json, messageFaults, viewFaults } from './block-limits';

export interface SlackUser {
  readonly id: string;
  readonly team_id: string;
  readonly name: string;
  readonly real_name: string;
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
}

export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  /** Whose conversation with the app it is in. */
  readonly userId: string;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly unfurls: boolean;
  readonly edits: number;
  readonly metadata: Json | undefined;
}

export interface SlackView {
  readonly id: string;
  readonly userId: string;
  readonly view: Json;
}

/** What a workspace holds, and what the methods of the Web API do to it. Errors carry Slack's own codes. */
export class SlackWebApi {
  readonly users = new Map<string, SlackUser>();
  readonly messages: SlackMessage[] = [];
  readonly homes = new Map<string, Json>();
  readonly views: SlackView[] = [];
  readonly triggers = new Map<string, { readonly userId: string; readonly until: number }>();
  private sequence = 0;

  constructor(private readonly teamId: string) {}

  call(method: string, given: Json): Json {
    const handler = this.methods[method];
    if (!handler) throw new SlackFault('unknown_method');
    return { ok: true, ...handler(given) };
  }

  private readonly methods: Readonly<Record<string, (given: Json) => Json>> = {
    'auth.test': () => ({ team_id: this.teamId, user_id: 'UBOT', bot_id: 'BBOT' }),
    'users.info': ({ user }) => ({ user: this.userOf(user) }),
    'views.open': ({ trigger_id, view }) => this.open(String(trigger_id), jsonOf(view)),
    'views.publish': ({ user_id, view }) => this.publish(String(user_id), jsonOf(view)),
    'conversations.open': ({ users }) => ({ channel: { id: directOf(this.userOf(users).id) } }),
    'chat.postMessage': (given) => this.post(given),
    'chat.update': (given) => this.update(given),
    'conversations.history': (given) => this.history(given),
    'conversations.replies': (given) => this.replies(given),
  };

  private userOf(id: unknown): SlackUser {
    const user = this.users.get(String(id));
    if (!user) throw new SlackFault('user_not_found');
    return user;
  }

  private open(triggerId: string, view: Json): Json {
    const trigger = this.triggers.get(triggerId);
    if (!trigger) throw new SlackFault('invalid_trigger_id');
    this.triggers.delete(triggerId);
    if (Date.now() > trigger.until) throw new SlackFault('expired_trigger_id');
    refuseFaults(viewFaults(view));
    const opened = { id: `V${randomBytes(6).toString('hex')}`, userId: trigger.userId, view };
    this.views.push(opened);
    return { view: { id: opened.id, ...view } };
  }

  private publish(userId: string, view: Json): Json {
    refuseFaults(viewFaults(view));
    this.homes.set(this.userOf(userId).id, view);
    return { view };
  }

  private post(given: Json): Json {
    const userId = this.recipientOf(String(given.channel));
    const content = this.contentOf(given);
    this.sequence += 1;
    const message = {
      channel: directOf(userId),
      ts: `${Math.floor(Date.now() / 1_000)}.${String(this.sequence).padStart(6, '0')}`,
      threadTs: this.threadOf(given.thread_ts),
      userId,
      unfurls: String(given.unfurl_links) !== 'false' || String(given.unfurl_media) !== 'false',
      edits: 0,
      metadata: metadataIn(given),
      ...content,
    };
    this.messages.push(message);
    return { channel: message.channel, ts: message.ts };
  }

  private update(given: Json): Json {
    const index = this.messages.findIndex(
      ({ channel, ts }) => channel === given.channel && ts === String(given.ts),
    );
    const message = this.messages.at(index);
    if (index < 0 || !message) throw new SlackFault('message_not_found');
    const metadata = metadataIn(given) ?? message.metadata;
    this.messages[index] = { ...message, ...this.contentOf(given), metadata, edits: message.edits + 1 };
    return { channel: message.channel, ts: message.ts };
  }

  /** Newest first, without what stands in threads. */
  private history(given: Json): Json {
    const all = this.messagesIn(given.channel).filter(({ threadTs }) => threadTs === undefined);
    return { messages: page(all.toReversed(), given) };
  }

  /** The message that the thread is below, then the replies, oldest first. */
  private replies(given: Json): Json {
    const all = this.messagesIn(given.channel);
    if (!all.some(({ ts }) => ts === given.ts)) throw new SlackFault('thread_not_found');
    return {
      messages: page(
        all.filter(({ ts, threadTs }) => ts === given.ts || threadTs === given.ts),
        given,
      ),
    };
  }

  /** Of a conversation that is open: by its own id, not by a user's. */
  private messagesIn(channel: unknown): SlackMessage[] {
    const id = String(channel);
    if (!id.startsWith('D') || !this.users.has(`U${id.slice(1)}`)) throw new SlackFault('channel_not_found');
    return this.messages.filter((message) => message.channel === id);
  }

  /** A user's id opens the conversation with that user. */
  private recipientOf(channel: string): string {
    const id = channel.startsWith('D') ? `U${channel.slice(1)}` : channel;
    if (!this.users.has(id)) throw new SlackFault('channel_not_found');
    return id;
  }

  private threadOf(ts: unknown): string | undefined {
    if (typeof ts !== 'string') return undefined;
    if (!this.messages.some((message) => message.ts === ts)) throw new SlackFault('thread_not_found');
    return ts;
  }

  private contentOf(given: Json): Pick<SlackMessage, 'text' | 'blocks'> {
    const text = typeof given.text === 'string' ? given.text : '';
    const blocks = given.blocks === undefined ? [] : (jsonOf(given.blocks) as unknown as Json[]);
    if (text === '') throw new SlackFault('no_text');
    if (text.length > 40_000) throw new SlackFault('msg_too_long');
    refuseFaults(messageFaults(blocks));
    return { text, blocks };
  }
}

export class SlackFault extends Error {
  constructor(
    readonly code: string,
    readonly details: readonly string[] = [],
  ) {
    super(code);
  }
}

function refuseFaults(faults: readonly string[]): void {
  if (faults.length > 0) throw new SlackFault('invalid_blocks', faults);
}

const metadataIn = ({ metadata }: Json): Json | undefined =>
  metadata === undefined ? undefined : jsonOf(metadata);

/** As the methods that read answer; metadata only to whoever asks for it. */
const page = (messages: readonly SlackMessage[], { limit = 100, include_all_metadata }: Json): Json[] =>
  messages.slice(0, Number(limit)).map(({ ts, text, blocks, metadata }) => ({
    type: 'message',
    ts,
    text,
    blocks,
    ...(String(include_all_metadata) === 'true' && metadata && { metadata }),
  }));

export const directOf = (userId: string): string => `D${userId.slice(1)}`;

/** Arguments that are no text come as JSON in a form. */
const jsonOf = (value: unknown): Json => (typeof value === 'string' ? JSON.parse(value) : value) as Json;
