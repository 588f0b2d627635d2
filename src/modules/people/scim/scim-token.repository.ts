import { Injectable } from '@nestjs/common';
import { hashToken } from '../../../platform/crypto/token';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';

export interface ScimTokenRow {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly createdBy: string | null;
  readonly lastUsedAt: Date | null;
  /** null: until it is replaced or ended. */
  readonly expiresAt: Date | null;
}

const COLUMNS = `
  t.id, t.name, t.created_at AS "createdAt", (SELECT p.name FROM person p WHERE p.id = t.created_by) AS "createdBy",
  t.last_used_at AS "lastUsedAt", t.expires_at AS "expiresAt"`;

/** Tokens of provisioning systems. Only their hashes are kept. */
@Injectable()
export class ScimTokenRepository {
  /** Those that are good at `now`. */
  open(from: Reader, now: Date): Promise<ScimTokenRow[]> {
    return from.query<ScimTokenRow>(
      `SELECT ${COLUMNS} FROM scim_token t WHERE t.expires_at IS NULL OR t.expires_at > $1 ORDER BY t.created_at DESC`,
      [now],
    );
  }

  async good(from: Reader, token: string, now: Date): Promise<ScimTokenRow | undefined> {
    const row = await from.first<ScimTokenRow>(
      `SELECT ${COLUMNS} FROM scim_token t WHERE t.token_hash = $1 AND (t.expires_at IS NULL OR t.expires_at > $2)`,
      [hashToken(token), now],
    );
    return row;
  }

  async insert(
    tx: Tx,
    token: { id: string; name: string; text: string; createdBy: string | null },
  ): Promise<void> {
    await tx.query(
      'INSERT INTO scim_token (id, name, token_hash, created_at, created_by) VALUES ($1, $2, $3, $4, $5)',
      [token.id, token.name, hashToken(token.text), tx.now, token.createdBy],
    );
  }

  /** Of those that are good, so that the end of an ended one is never moved. How many there were. */
  async endAt(tx: Tx, id: string | null, at: Date): Promise<number> {
    const rows = await tx.query(
      `UPDATE scim_token SET expires_at = $2
       WHERE ($1::uuid IS NULL OR id = $1) AND (expires_at IS NULL OR expires_at > $2) RETURNING id`,
      [id, at],
    );
    return rows.length;
  }

  async touch(tx: Tx, id: string): Promise<void> {
    await tx.query('UPDATE scim_token SET last_used_at = $2 WHERE id = $1', [id, tx.now]);
  }
}
