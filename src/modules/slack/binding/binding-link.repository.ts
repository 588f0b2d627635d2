import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import type { SlackAccount } from '../slack-events';

/** Handed to an account at Slack that is nobody's; whoever uses it, signed in, makes it theirs. */
export interface BindingLink extends SlackAccount {
  readonly id: string;
  readonly accountName: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Neither used nor replaced by a newer one. Whether its time is over, `expiresAt` says. */
  readonly isOpen: boolean;
}

@Injectable()
export class BindingLinkRepository {
  /** A new one, in the place of the one before. */
  async insert(
    tx: Tx,
    link: SlackAccount & Pick<BindingLink, 'accountName' | 'expiresAt'> & { readonly tokenHash: Buffer },
  ): Promise<void> {
    const { teamId, userId, accountName, tokenHash, expiresAt } = link;
    // Of two that come together the later one waits here, and then replaces the earlier one.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `slack-binding ${teamId} ${userId}`,
    ]);
    await tx.query(
      `UPDATE slack_binding_link SET voided_at = $3
       WHERE team_id = $1 AND user_id = $2 AND used_at IS NULL AND voided_at IS NULL`,
      [teamId, userId, tx.now],
    );
    await tx.query(
      `INSERT INTO slack_binding_link (id, token_hash, team_id, user_id, account_name, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [newId(), tokenHash, teamId, userId, accountName, tx.now, expiresAt],
    );
  }

  byToken(from: Reader, tokenHash: Buffer): Promise<BindingLink | undefined> {
    return from.first<BindingLink>(
      `SELECT id, team_id AS "teamId", user_id AS "userId", account_name AS "accountName",
              created_at AS "createdAt", expires_at AS "expiresAt",
              used_at IS NULL AND voided_at IS NULL AS "isOpen"
       FROM slack_binding_link WHERE token_hash = $1`,
      [tokenHash],
    );
  }

  /** I10: every condition and the use itself in one statement, so that of fifty at once one finds it open. */
  async use(tx: Tx, id: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE slack_binding_link SET used_at = $2
       WHERE id = $1 AND used_at IS NULL AND voided_at IS NULL AND expires_at > $2 RETURNING id`,
      [id, tx.now],
    );
    return rows.length === 1;
  }

  /** How many went. */
  async forget(tx: Tx, expiredBefore: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM slack_binding_link WHERE id IN (
         SELECT id FROM slack_binding_link WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [expiredBefore, atMost],
    );
    return rows.length;
  }
}
