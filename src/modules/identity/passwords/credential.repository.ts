import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';

export interface StoredPassword {
  readonly hash: string;
  readonly changedAt: Date;
}

export interface TotpFactor {
  readonly sealedSeed: Buffer;
  readonly enrolledAt: Date;
  readonly lastUsedAt: Date | null;
}

/** What signing in with a password asks, in one question. */
export interface SignInPassword extends StoredPassword {
  readonly hasSecondFactor: boolean;
}

const HAS_SECOND_FACTOR = `
  EXISTS (SELECT FROM totp_factor WHERE person_id = $1) OR EXISTS (SELECT FROM passkey WHERE person_id = $1)`;

/** What people prove themselves with: password hashes and sealed TOTP seeds. */
@Injectable()
export class CredentialRepository {
  async password(from: Reader, personId: string): Promise<StoredPassword | undefined> {
    return from.first<StoredPassword>(
      'SELECT hash, changed_at AS "changedAt" FROM password_credential WHERE person_id = $1',
      [personId],
    );
  }

  /** `personId` undefined asks for nobody's, so that unknown names cost the same question. */
  async signInPassword(from: Reader, personId: string | undefined): Promise<SignInPassword | undefined> {
    return from.first<SignInPassword>(
      `SELECT hash, changed_at AS "changedAt", ${HAS_SECOND_FACTOR} AS "hasSecondFactor"
       FROM password_credential WHERE person_id = $1`,
      [personId ?? null],
    );
  }

  /** The present one and those before it, newest first. */
  async recentHashes(from: Reader, personId: string, atMost: number): Promise<string[]> {
    const rows = await from.query<{ hash: string }>(
      `SELECT hash FROM (
         SELECT hash, NULL::timestamptz AS replaced_at FROM password_credential WHERE person_id = $1
         UNION ALL SELECT hash, replaced_at FROM password_history WHERE person_id = $1) known
       ORDER BY replaced_at DESC NULLS FIRST LIMIT $2`,
      [personId, atMost],
    );
    return rows.map(({ hash }) => hash);
  }

  /** Holds the password as it is until the transaction ends; false when it is no longer the one that was compared. */
  async lockPassword(tx: Tx, personId: string, hash: string): Promise<boolean> {
    const rows = await tx.query(
      'SELECT FROM password_credential WHERE person_id = $1 AND hash = $2 FOR UPDATE',
      [personId, hash],
    );
    return rows.length === 1;
  }

  /** Remembers the hash that it replaces, and of the earlier ones so many that there are `remembered`. */
  async savePassword(tx: Tx, personId: string, hash: string, remembered: number): Promise<void> {
    await tx.query(
      `INSERT INTO password_history (person_id, hash, replaced_at)
       SELECT person_id, hash, $2 FROM password_credential WHERE person_id = $1`,
      [personId, tx.now],
    );
    await tx.query(
      `DELETE FROM password_history WHERE person_id = $1 AND hash NOT IN (
         SELECT hash FROM password_history WHERE person_id = $1 ORDER BY replaced_at DESC LIMIT $2)`,
      [personId, Math.max(0, remembered)],
    );
    await tx.query(
      `INSERT INTO password_credential (person_id, hash, changed_at) VALUES ($1, $2, $3)
       ON CONFLICT (person_id) DO UPDATE
       SET hash = excluded.hash, changed_at = excluded.changed_at, reminded_days = NULL`,
      [personId, hash, tx.now],
    );
  }

  /** The same password under stronger parameters: nothing that its owner changed. */
  async replaceHash(tx: Tx, personId: string, hash: string): Promise<void> {
    await tx.query('UPDATE password_credential SET hash = $2 WHERE person_id = $1', [personId, hash]);
  }

  async totpFactor(from: Reader, personId: string): Promise<TotpFactor | undefined> {
    const rows = await from.query<TotpFactor>(
      `SELECT sealed_seed AS "sealedSeed", enrolled_at AS "enrolledAt", last_used_at AS "lastUsedAt"
       FROM totp_factor WHERE person_id = $1`,
      [personId],
    );
    return rows.at(0);
  }

  /**
   * A new seed keeps the last step: steps are counted by the clock, so none of them ever comes twice. Where its first code
   * has been given already, `firstStep` is used up with it.
   */
  async saveTotpFactor(tx: Tx, personId: string, sealedSeed: Buffer, firstStep?: number): Promise<void> {
    await tx.query(
      `INSERT INTO totp_factor AS f (person_id, sealed_seed, last_step, enrolled_at) VALUES ($1, $2, coalesce($4, 0), $3)
       ON CONFLICT (person_id) DO UPDATE
       SET sealed_seed = excluded.sealed_seed, enrolled_at = excluded.enrolled_at, last_used_at = NULL,
           last_step = coalesce($4, f.last_step)`,
      [personId, sealedSeed, tx.now, firstStep ?? null],
    );
  }

  async removeTotpFactor(tx: Tx, personId: string): Promise<boolean> {
    const rows = await tx.query('DELETE FROM totp_factor WHERE person_id = $1 RETURNING person_id', [
      personId,
    ]);
    return rows.length === 1;
  }

  /** Whether there is anything that has to be given after the first factor. */
  async hasSecondFactor(from: Reader, personId: string): Promise<boolean> {
    const [{ has }] = await from.query<{ has: boolean }>(`SELECT ${HAS_SECOND_FACTOR} AS has`, [personId]);
    return has;
  }

  /** I10: uses the step up, or answers false because this or a later one was used already, by whichever process. */
  async useTotpStep(tx: Tx, personId: string, factor: TotpFactor, step: number): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE totp_factor SET last_step = $3, last_used_at = $4
       WHERE person_id = $1 AND sealed_seed = $2 AND last_step < $3
       RETURNING person_id`,
      [personId, factor.sealedSeed, step, tx.now],
    );
    return rows.length === 1;
  }
}
