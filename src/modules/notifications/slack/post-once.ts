import { Injectable } from '@nestjs/common';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { known } from '../../../kernel';
import type { SlackWorkspace } from '../../catalog';
import { IN_THE_BACKGROUND, SlackClient, SlackFailure } from '../../slack';
import type { SlackCopy } from './slack-copy';

/** Reading and changing may be done twice, so it is tried again at once. */
const TRIES = 2;
/** So far back is looked: an answer that was lost is asked for again within minutes, and a person gets a few messages a day. */
const LOOKED_AT = 200;
const MARK = 'sallyport_message';

/** Where a message is. */
export interface MessagePlace {
  readonly channel: string;
  readonly ts: string;
}

export interface Post {
  readonly workspace: SlackWorkspace;
  /** Whose conversation with the app it is for. */
  readonly userId: string;
  /** The message that it stands below. */
  readonly below?: MessagePlace;
  /** The same for each try, and no other message's. Slack keeps it with the message and shows it to no person. */
  readonly key: string;
  readonly copy: SlackCopy;
}

/**
 * Slack takes no idempotency key, so a message whose answer was lost would come twice. Each carries a mark, and whoever
 * repeats one looks for its mark first. https://docs.slack.dev/messaging/message-metadata
 */
@Injectable()
export class PostOnce {
  constructor(private readonly slack: SlackClient) {}

  /**
   * Answers where it is. `mayBeOut`: an earlier try may have been taken.
   * @throws SlackFailure
   */
  async run(post: Post, mayBeOut: boolean): Promise<MessagePlace> {
    const found = mayBeOut ? await this.find(post) : undefined;
    if (found) return found;
    try {
      return await this.send(post);
    } catch (error) {
      const isWorthIt = error instanceof SlackFailure && error.isWorthAnotherTry;
      if (mayBeOut || !isWorthIt) throw error;
      return this.run(post, true);
    }
  }

  /** @throws SlackFailure */
  async change(workspace: SlackWorkspace, { channel, ts }: MessagePlace, copy: SlackCopy): Promise<void> {
    await this.ask(workspace, (client) => client.chat.update({ channel, ts, ...copy, parse: 'none' }));
  }

  /**
   * What an earlier try brought out.
   * @throws SlackFailure
   */
  async find({ workspace, userId, below, key }: Omit<Post, 'copy'>): Promise<MessagePlace | undefined> {
    const channel = below?.channel ?? (await this.conversationWith(workspace, userId));
    const range = { channel, include_all_metadata: true, limit: LOOKED_AT };
    const { messages = [] } = await this.ask(workspace, (client) =>
      below ? client.conversations.replies({ ...range, ts: below.ts }) : client.conversations.history(range),
    );
    const ts = (messages as readonly MarkedMessage[]).find((message) => keyOf(message) === key)?.ts;
    return ts === undefined ? undefined : { channel, ts };
  }

  /** Opening what is open answers what is open. */
  private async conversationWith(workspace: SlackWorkspace, userId: string): Promise<string> {
    const { channel } = await this.ask(workspace, (client) => client.conversations.open({ users: userId }));
    return known(channel?.id, 'The conversation');
  }

  private async send({ workspace, userId, below, key, copy }: Post): Promise<MessagePlace> {
    const { channel, ts } = await this.slack.call(workspace, IN_THE_BACKGROUND, (client) =>
      client.chat.postMessage({
        channel: below?.channel ?? userId,
        ...copy,
        thread_ts: below?.ts,
        metadata: { event_type: MARK, event_payload: { key } },
        parse: 'none',
        link_names: false,
        unfurl_links: false,
        unfurl_media: false,
      }),
    );
    return { channel: known(channel, 'The conversation'), ts: known(ts, 'The message') };
  }

  private ask<T>(workspace: SlackWorkspace, work: (client: WebClient) => Promise<T>): Promise<T> {
    return this.slack.call(workspace, IN_THE_BACKGROUND, work, TRIES);
  }
}

interface MarkedMessage {
  readonly ts?: string;
  readonly metadata?: unknown;
}

const mark = z.object({ event_type: z.literal(MARK), event_payload: z.object({ key: z.string() }) });

/** Undefined for what is no message of ours. */
const keyOf = ({ metadata }: MarkedMessage): string | undefined =>
  mark.safeParse(metadata).data?.event_payload.key;
