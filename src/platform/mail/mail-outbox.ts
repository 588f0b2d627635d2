import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { MINUTE, newId } from '../../kernel';
import { ENVIRONMENT, type Environment } from '../config/environment.provider';
import { MASTER_KEY, type MasterKey } from '../crypto/master-key';
import type { SealedColumn } from '../crypto/sealed-column';
import type { Reader, Tx } from '../database/unit-of-work';
import { type AddressedMail, MAIL_TRANSPORT, type MailTransport } from './mail-transport';
import { type MailMessage, writeMail } from './message';

/** The job that sends what waits in the outbox. */
export const DELIVER_MAIL = 'notifications.deliver_mail';

const PURPOSE = 'outgoing mail';

export const MAIL_SEALED: readonly SealedColumn[] = [
  {
    table: 'outgoing_mail',
    column: 'sealed_content',
    words: 'messages that wait',
    purpose: PURPOSE,
    context: 'id::text',
  },
];

/** How long one process has for one message before another may try: more than the server's own time-outs together. */
const CLAIMED_FOR = 2 * MINUTE;

export interface MailToSend {
  /** What the message is about, for figures and the trail: `invitation`, `password-changed`. */
  readonly kind: string;
  readonly personId: string;
  readonly to: string;
  readonly message: MailMessage;
  /** Of no use to anybody after this moment. */
  readonly notAfter: Date;
}

/** A message that one process has taken on for a while. */
export interface ClaimedMail {
  readonly id: string;
  readonly kind: string;
  readonly personId: string;
  readonly attempts: number;
  readonly notAfter: Date;
  readonly sealedContent: Buffer;
}

export interface KeptMail extends AddressedMail {
  readonly kind: string;
  readonly createdAt: Date;
}

const contentSchema = z.strictObject({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
});

/**
 * Mail is written in the transaction of what it tells of and sent by a job: a mail server that is slow or away delays
 * nobody. In the database its content is sealed, and it goes as soon as it was delivered (I17).
 */
@Injectable()
export class MailOutbox {
  /** `send` to a mail server; `keep` for the demonstration's page; `none`: there is nowhere to put a message. */
  readonly way: 'send' | 'keep' | 'none';

  constructor(
    @Inject(MASTER_KEY) private readonly masterKey: MasterKey,
    @Inject(ENVIRONMENT) { demo }: Environment,
    @Inject(MAIL_TRANSPORT) transport: MailTransport | undefined,
  ) {
    this.way = transport ? 'send' : demo ? 'keep' : 'none';
  }

  /** Whether somebody will be able to read what is posted. */
  get delivers(): boolean {
    return this.way !== 'none';
  }

  /** Without a mail server nothing is written: the use case goes on all the same, and its page says so. */
  async post(tx: Tx, { kind, personId, to, message, notAfter }: MailToSend): Promise<void> {
    if (!this.delivers) return;
    const id = newId();
    const content = Buffer.from(JSON.stringify({ to, ...writeMail(message) }));
    await tx.query(
      `INSERT INTO outgoing_mail (id, kind, person_id, sealed_content, state, next_try_at, not_after, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $6)`,
      [
        id,
        kind,
        personId,
        this.masterKey.seal(PURPOSE, id, content),
        this.way === 'send' ? 'waiting' : 'kept',
        tx.now,
        notAfter,
      ],
    );
    if (this.way === 'send') await tx.enqueue(DELIVER_MAIL, {}, { key: DELIVER_MAIL });
  }

  /** The message that has waited longest, for this process alone until the claim ends. */
  async claim(tx: Tx): Promise<ClaimedMail | undefined> {
    return tx.first<ClaimedMail>(
      `UPDATE outgoing_mail SET attempts = attempts + 1, next_try_at = $2
       WHERE id = (SELECT id FROM outgoing_mail WHERE state = 'waiting' AND next_try_at <= $1
                   ORDER BY next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id, kind, person_id AS "personId", attempts, not_after AS "notAfter",
                 sealed_content AS "sealedContent"`,
      [tx.now, new Date(tx.now.getTime() + CLAIMED_FOR)],
    );
  }

  opened({ id, sealedContent }: Pick<ClaimedMail, 'id' | 'sealedContent'>): AddressedMail {
    const content: unknown = JSON.parse(this.masterKey.open(PURPOSE, id, sealedContent).toString());
    return { id, ...contentSchema.parse(content) };
  }

  /** False when another process settled it first. */
  async settle(tx: Tx, id: string, state: 'delivered' | 'abandoned', failure?: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE outgoing_mail SET state = $2, settled_at = $3, sealed_content = NULL, last_failure = $4
       WHERE id = $1 AND state = 'waiting' RETURNING id`,
      [id, state, tx.now, failure ?? null],
    );
    return rows.length === 1;
  }

  async postpone(tx: Tx, id: string, nextTryAt: Date, failure: string): Promise<void> {
    await tx.query(
      `UPDATE outgoing_mail SET next_try_at = $2, last_failure = $3 WHERE id = $1 AND state = 'waiting'`,
      [id, nextTryAt, failure],
    );
  }

  /** Takes back what a link that is void now was sent for. */
  async withdraw(tx: Tx, personId: string, kind: string): Promise<void> {
    await tx.query(
      `UPDATE outgoing_mail SET state = 'abandoned', settled_at = $3, sealed_content = NULL, last_failure = 'superseded'
       WHERE person_id = $1 AND kind = $2 AND state IN ('waiting', 'kept')`,
      [personId, kind, tx.now],
    );
  }

  async waiting(from: Reader): Promise<{ count: number; oldest: Date | null }> {
    const row = await from.first<{ count: number; oldest: Date | null }>(
      `SELECT count(*)::int AS count, min(created_at) AS oldest FROM outgoing_mail WHERE state = 'waiting'`,
    );
    return row ?? { count: 0, oldest: null };
  }

  /** What the demonstration shows instead of sending it; newest first. */
  async kept(from: Reader, now: Date, atMost: number): Promise<KeptMail[]> {
    const rows = await from.query<ClaimedMail & { createdAt: Date }>(
      `SELECT id, kind, sealed_content AS "sealedContent", created_at AS "createdAt" FROM outgoing_mail
       WHERE state = 'kept' AND not_after > $1 ORDER BY created_at DESC, id DESC LIMIT $2`,
      [now, atMost],
    );
    return rows.map((row) => ({ ...this.opened(row), kind: row.kind, createdAt: row.createdAt }));
  }

  /** What became of messages, once nobody asks any more; and kept ones that are of no use. How many went. */
  async forget(tx: Tx, before: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM outgoing_mail WHERE id IN (
         SELECT id FROM outgoing_mail WHERE settled_at < $1 OR (state = 'kept' AND not_after < $1)
         LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [before, atMost],
    );
    return rows.length;
  }
}
