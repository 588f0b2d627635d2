import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import type { TokenScope } from '../../../platform/http/token-scope';
import type { TokenKind } from '../domain/api-token';
import type { SessionEnd } from '../sessions/web-session.repository';

export interface NewToken {
  readonly personId: string;
  readonly kind: TokenKind;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly tokenHash: Buffer;
  readonly expiresAt: Date;
}

export interface OpenToken extends Omit<NewToken, 'tokenHash'> {
  readonly id: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly lastUsedAddress: string | null;
}

/** Why a token ended before its time; the words of the column. */
export type TokenEnd = 'revoked' | Exclude<SessionEnd, 'signed-in-again' | 'ended-elsewhere'>;

const TOKENS = `
  SELECT id, person_id AS "personId", kind, name, scopes, created_at AS "createdAt", expires_at AS "expiresAt",
         last_used_at AS "lastUsedAt", last_used_address AS "lastUsedAddress"
  FROM api_token`;

@Injectable()
export class ApiTokenRepository {
  async insert(tx: Tx, token: NewToken): Promise<string> {
    const id = newId();
    await tx.query(
      `INSERT INTO api_token (id, person_id, kind, name, scopes, token_hash, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, token.personId, token.kind, token.name, token.scopes, token.tokenHash, tx.now, token.expiresAt],
    );
    return id;
  }

  /** Newest first. */
  openOf(from: Reader, personId: string, now: Date): Promise<OpenToken[]> {
    return from.query<OpenToken>(
      `${TOKENS} WHERE person_id = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY created_at DESC, id DESC`,
      [personId, now],
    );
  }

  openById(from: Reader, id: string, now: Date): Promise<OpenToken | undefined> {
    return from.first<OpenToken>(`${TOKENS} WHERE id = $1 AND ended_at IS NULL AND expires_at > $2`, [
      id,
      now,
    ]);
  }

  /** Holds the token as it is until the transaction ends; false when it is good no more. */
  async lockOpen(tx: Tx, id: string): Promise<boolean> {
    const rows = await tx.query(
      'SELECT FROM api_token WHERE id = $1 AND ended_at IS NULL AND expires_at > $2 FOR UPDATE',
      [id, tx.now],
    );
    return rows.length === 1;
  }

  /** Whoever of many parallel requests comes first writes; the others find it written. */
  async touch(tx: Tx, id: string, address: string, unlessSince: Date): Promise<void> {
    await tx.query(
      `UPDATE api_token SET last_used_at = $2, last_used_address = $3
       WHERE id = $1 AND ended_at IS NULL
         AND (last_used_at IS NULL OR last_used_at <= $4 OR last_used_address IS DISTINCT FROM $3)`,
      [id, tx.now, address, unlessSince],
    );
  }

  /** False when it had ended already. */
  async end(tx: Tx, id: string, reason: TokenEnd): Promise<boolean> {
    const rows = await tx.query(
      'UPDATE api_token SET ended_at = $2, end_reason = $3 WHERE id = $1 AND ended_at IS NULL RETURNING id',
      [id, tx.now, reason],
    );
    return rows.length === 1;
  }

  /** How many there were that had not run out by themselves. */
  async endAllOf(tx: Tx, personId: string, reason: TokenEnd): Promise<number> {
    const rows = await tx.query<{ good: boolean }>(
      `UPDATE api_token SET ended_at = $2, end_reason = $3 WHERE person_id = $1 AND ended_at IS NULL
       RETURNING expires_at > $2 AS good`,
      [personId, tx.now, reason],
    );
    return rows.filter(({ good }) => good).length;
  }

  /** Those that a used step-up points to stay, without the address. How many went. */
  async forget(tx: Tx, expiredBefore: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM api_token WHERE id IN (
         SELECT t.id FROM api_token t WHERE t.expires_at < $1
           AND NOT EXISTS (SELECT FROM step_up u WHERE u.api_token_id = t.id)
         LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [expiredBefore, atMost],
    );
    return rows.length;
  }

  async forgetWhereabouts(tx: Tx, expiredBefore: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `UPDATE api_token SET last_used_address = NULL WHERE id IN (
         SELECT id FROM api_token WHERE expires_at < $1 AND last_used_address IS NOT NULL
         LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [expiredBefore, atMost],
    );
    return rows.length;
  }
}
