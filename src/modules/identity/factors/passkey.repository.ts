import { Injectable } from '@nestjs/common';
import { conflict, newId } from '../../../kernel';
import { type Reader, type Tx, violatedConstraint } from '../../../platform/database/unit-of-work';

export interface Passkey {
  readonly id: string;
  readonly personId: string;
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly signCount: number;
  readonly transports: readonly string[];
  /** Kept by a password manager or a vendor's cloud, so it may be on several devices. */
  readonly synced: boolean;
  readonly name: string;
  readonly enrolledAt: Date;
  readonly lastUsedAt: Date | null;
  /** When its counter went back, which a copy of it would explain. */
  readonly counterFellAt: Date | null;
}

export type NewPasskey = Pick<
  Passkey,
  'personId' | 'credentialId' | 'publicKey' | 'signCount' | 'transports' | 'synced' | 'name'
>;

const PASSKEYS = `
  SELECT id, person_id AS "personId", credential_id AS "credentialId", public_key AS "publicKey",
         sign_count::float8 AS "signCount", transports, synced, name, enrolled_at AS "enrolledAt",
         last_used_at AS "lastUsedAt", counter_fell_at AS "counterFellAt"
  FROM passkey`;

@Injectable()
export class PasskeyRepository {
  of(from: Reader, personId: string): Promise<Passkey[]> {
    return from.query<Passkey>(`${PASSKEYS} WHERE person_id = $1 ORDER BY enrolled_at, id`, [personId]);
  }

  byCredential(from: Reader, credentialId: Buffer): Promise<Passkey | undefined> {
    return from.first<Passkey>(`${PASSKEYS} WHERE credential_id = $1`, [credentialId]);
  }

  byId(from: Reader, id: string): Promise<Passkey | undefined> {
    return from.first<Passkey>(`${PASSKEYS} WHERE id = $1`, [id]);
  }

  /** The new passkey's id. Throws `identity.passkey_known` for one that somebody has already. */
  async save(tx: Tx, passkey: NewPasskey): Promise<string> {
    const id = newId();
    try {
      await tx.query(
        `INSERT INTO passkey (id, person_id, credential_id, public_key, sign_count, transports, synced, name, enrolled_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          id,
          passkey.personId,
          passkey.credentialId,
          passkey.publicKey,
          passkey.signCount,
          passkey.transports,
          passkey.synced,
          passkey.name,
          tx.now,
        ],
      );
    } catch (error) {
      if (violatedConstraint(error) !== 'passkey_credential') throw error;
      throw conflict('identity.passkey_known', 'This passkey is registered already.');
    }
    return id;
  }

  /**
   * False when the counter did not go up, judged against what all processes have seen. Zero on both sides is an
   * authenticator that does not count (WebAuthn § 6.1.1).
   */
  async use(tx: Tx, id: string, signCount: number, synced: boolean): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE passkey SET sign_count = $2, last_used_at = $3, synced = $4
       WHERE id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))
       RETURNING id`,
      [id, signCount, tx.now, synced],
    );
    return rows.length === 1;
  }

  async noteFallenCounter(tx: Tx, id: string): Promise<void> {
    await tx.query('UPDATE passkey SET counter_fell_at = $2 WHERE id = $1', [id, tx.now]);
  }

  async rename(tx: Tx, id: string, name: string): Promise<void> {
    await tx.query('UPDATE passkey SET name = $2 WHERE id = $1', [id, name]);
  }

  async remove(tx: Tx, id: string): Promise<boolean> {
    const rows = await tx.query('DELETE FROM passkey WHERE id = $1 RETURNING id', [id]);
    return rows.length === 1;
  }

  async removeAllOf(tx: Tx, personId: string): Promise<number> {
    const rows = await tx.query('DELETE FROM passkey WHERE person_id = $1 RETURNING id', [personId]);
    return rows.length;
  }

  /** I10: one of all who present the same challenge gets true, over all processes. */
  async useChallenge(tx: Tx, challengeHash: Buffer, expiresAt: Date): Promise<boolean> {
    const rows = await tx.query(
      `INSERT INTO used_webauthn_challenge (challenge_hash, expires_at) VALUES ($1, $2)
       ON CONFLICT DO NOTHING RETURNING challenge_hash`,
      [challengeHash, expiresAt],
    );
    return rows.length === 1;
  }

  /** Those that are too old to be presented again. How many went. */
  async forgetChallenges(tx: Tx, expiredBefore: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM used_webauthn_challenge WHERE challenge_hash IN (
         SELECT challenge_hash FROM used_webauthn_challenge WHERE expires_at < $1 LIMIT $2)
       RETURNING challenge_hash`,
      [expiredBefore, atMost],
    );
    return rows.length;
  }
}
