import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import type { BrowserAction, BrowserStepUpFacts } from '../domain/browser-step-up-rules';
import type { ConsumedStepUp } from '../step-up/step-up.repository';

export interface NewBrowserStepUp {
  readonly linkHash: Buffer;
  readonly personId: string;
  readonly apiTokenId: string;
  readonly action: BrowserAction;
  readonly subjectId: string;
  readonly digest: string;
  readonly address: string;
  readonly expiresAt: Date;
}

export interface BrowserStepUp extends Omit<NewBrowserStepUp, 'linkHash'>, BrowserStepUpFacts {
  readonly id: string;
  readonly createdAt: Date;
  /** What the token is called. */
  readonly clientName: string;
}

/** What a program gets in the end. */
export type FetchedBrowserStepUp = Pick<NewBrowserStepUp, 'action' | 'subjectId' | 'digest'> &
  Pick<ConsumedStepUp, 'factor' | 'verifiedAt'>;

const BROWSER_STEP_UPS = `
  SELECT b.id, b.person_id AS "personId", b.api_token_id AS "apiTokenId", b.action, b.subject_id AS "subjectId", b.digest,
         b.address, b.created_at AS "createdAt", b.expires_at AS "expiresAt", b.decision, b.fetched_at AS "fetchedAt",
         t.name AS "clientName"
  FROM browser_step_up b JOIN api_token t ON t.id = b.api_token_id`;

@Injectable()
export class BrowserStepUpRepository {
  async insert(tx: Tx, asked: NewBrowserStepUp): Promise<string> {
    const id = newId();
    await tx.query(
      `INSERT INTO browser_step_up (id, link_hash, person_id, api_token_id, action, subject_id, digest, address,
         created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        asked.linkHash,
        asked.personId,
        asked.apiTokenId,
        asked.action,
        asked.subjectId,
        asked.digest,
        asked.address,
        tx.now,
        asked.expiresAt,
      ],
    );
    return id;
  }

  async countWaitingOf(tx: Tx, apiTokenId: string): Promise<number> {
    const [{ count }] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM browser_step_up
       WHERE api_token_id = $1 AND decision IS NULL AND expires_at > $2`,
      [apiTokenId, tx.now],
    );
    return count;
  }

  byLink(from: Reader, linkHash: Buffer): Promise<BrowserStepUp | undefined> {
    return from.first<BrowserStepUp>(`${BROWSER_STEP_UPS} WHERE b.link_hash = $1`, [linkHash]);
  }

  ofToken(from: Reader, id: string, apiTokenId: string): Promise<BrowserStepUp | undefined> {
    return from.first<BrowserStepUp>(`${BROWSER_STEP_UPS} WHERE b.id = $1 AND b.api_token_id = $2`, [
      id,
      apiTokenId,
    ]);
  }

  /** False when it was decided already, or waits no more. */
  async confirm(
    tx: Tx,
    id: string,
    { factor, verifiedAt }: Pick<ConsumedStepUp, 'factor' | 'verifiedAt'>,
  ): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE browser_step_up SET decision = 'confirm', decided_at = $2, factor = $3, verified_at = $4
       WHERE id = $1 AND decision IS NULL AND expires_at > $2 RETURNING id`,
      [id, tx.now, factor, verifiedAt],
    );
    return rows.length === 1;
  }

  async refuse(tx: Tx, id: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE browser_step_up SET decision = 'refuse', decided_at = $2
       WHERE id = $1 AND decision IS NULL AND expires_at > $2 RETURNING id`,
      [id, tx.now],
    );
    return rows.length === 1;
  }

  /** I10: every condition and the use itself in one statement, so that one of fifty parallel calls gets the step-up. */
  async fetch(tx: Tx, id: string, apiTokenId: string): Promise<FetchedBrowserStepUp | undefined> {
    const rows = await tx.query<FetchedBrowserStepUp>(
      `UPDATE browser_step_up SET fetched_at = $3
       WHERE id = $1 AND api_token_id = $2 AND decision = 'confirm' AND fetched_at IS NULL AND expires_at > $3
       RETURNING action, subject_id AS "subjectId", digest, factor, verified_at AS "verifiedAt"`,
      [id, apiTokenId, tx.now],
    );
    return rows.at(0);
  }

  /** Those of one person that wait, or were confirmed and not fetched. */
  async voidOf(tx: Tx, personId: string): Promise<void> {
    await tx.query(
      `UPDATE browser_step_up SET expires_at = $2 WHERE person_id = $1 AND fetched_at IS NULL AND expires_at > $2`,
      [personId, tx.now],
    );
  }

  async forget(tx: Tx, expiredBefore: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM browser_step_up WHERE id IN (
         SELECT id FROM browser_step_up WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [expiredBefore, atMost],
    );
    return rows.length;
  }
}
