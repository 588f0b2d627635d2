import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';

/** What a link opens; the words of the column. */
export type LinkKind = 'invitation' | 'password-reset';

/** How an invitation reaches the person; the words of the column. */
export type Delivery = 'mail' | 'hand-over';

/** Who made an invitation, and how it goes out. */
export interface LinkMaker {
  readonly personId: string;
  readonly delivery: Delivery;
}

export interface AccountLink {
  readonly id: string;
  readonly personId: string;
  readonly madeBy: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Neither used nor replaced by a newer one. Whether its time is over, `expiresAt` says. */
  readonly isOpen: boolean;
}

/** An invitation that opened the account by another's hands, or still may. */
export const HANDED_OVER = `delivery = 'hand-over' AND voided_at IS NULL`;

const LINKS = `
  SELECT id, person_id AS "personId", made_by AS "madeBy", created_at AS "createdAt", expires_at AS "expiresAt",
         used_at IS NULL AND voided_at IS NULL AS "isOpen"
  FROM account_link`;

@Injectable()
export class AccountLinkRepository {
  async insert(
    tx: Tx,
    link: { kind: LinkKind; personId: string; tokenHash: Buffer; maker: LinkMaker | null; expiresAt: Date },
  ): Promise<string> {
    const id = newId();
    await tx.query(
      `INSERT INTO account_link (id, kind, person_id, token_hash, made_by, delivery, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        id,
        link.kind,
        link.personId,
        link.tokenHash,
        link.maker?.personId ?? null,
        link.maker?.delivery ?? null,
        tx.now,
        link.expiresAt,
      ],
    );
    return id;
  }

  byToken(from: Reader, kind: LinkKind, tokenHash: Buffer): Promise<AccountLink | undefined> {
    return from.first<AccountLink>(`${LINKS} WHERE kind = $1 AND token_hash = $2`, [kind, tokenHash]);
  }

  openOf(from: Reader, kind: LinkKind, personId: string, now: Date): Promise<AccountLink | undefined> {
    return from.first<AccountLink>(
      `${LINKS} WHERE kind = $1 AND person_id = $2 AND used_at IS NULL AND voided_at IS NULL AND expires_at > $3`,
      [kind, personId, now],
    );
  }

  /** I10: every condition and the use itself in one statement, so that of fifty at once one finds it open. */
  async use(tx: Tx, id: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE account_link SET used_at = $2
       WHERE id = $1 AND used_at IS NULL AND voided_at IS NULL AND expires_at > $2 RETURNING id`,
      [id, tx.now],
    );
    return rows.length === 1;
  }

  /** Every open link of the person, or those of one kind. */
  async void(tx: Tx, personId: string, kind?: LinkKind): Promise<void> {
    await tx.query(
      `UPDATE account_link SET voided_at = $2
       WHERE person_id = $1 AND kind = coalesce($3, kind) AND used_at IS NULL AND voided_at IS NULL`,
      [personId, tx.now, kind ?? null],
    );
  }

  /** Who handed the person an invitation, with nobody else vouching since. */
  async handedOverBy(from: Reader, personId: string): Promise<string[]> {
    const rows = await from.query<{ madeBy: string }>(
      `SELECT DISTINCT made_by AS "madeBy" FROM account_link WHERE person_id = $1 AND ${HANDED_OVER}`,
      [personId],
    );
    return rows.map(({ madeBy }) => madeBy);
  }

  /** Somebody else has vouched for whoever redeemed it. */
  async settleHandOver(tx: Tx, personId: string): Promise<void> {
    await tx.query(
      `DELETE FROM account_link WHERE person_id = $1 AND delivery = 'hand-over' AND used_at IS NOT NULL`,
      [personId],
    );
  }

  /** One that was handed over and used says who may not vouch, and stays for as long as that counts. */
  async forget(tx: Tx, expiredBefore: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM account_link WHERE id IN (
         SELECT id FROM account_link
         WHERE expires_at < $1 AND (delivery IS DISTINCT FROM 'hand-over' OR used_at IS NULL) LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [expiredBefore, atMost],
    );
    return rows.length;
  }
}
