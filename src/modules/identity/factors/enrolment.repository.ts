import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import type { EnrolmentBasis, SessionBasis } from '../domain/factor-rules';

/** A seed that was shown and waits for its first code. */
export interface TotpEnrolmentRow {
  readonly sealedSeed: Buffer;
  readonly basis: EnrolmentBasis;
}

export interface SessionOf {
  readonly id: string;
  readonly personId: string;
}

/** What is under way until a factor is enrolled: enrolment codes, what a session may enrol on, and shown seeds. */
@Injectable()
export class EnrolmentRepository {
  /** Holds everything that somebody proves themselves with as it is, until the transaction ends. */
  async lockPerson(tx: Tx, personId: string): Promise<void> {
    await tx.query('SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE', [personId]);
  }

  /** A second code for the same person replaces the first. */
  async saveCode(
    tx: Tx,
    code: { personId: string; codeHash: Buffer; issuedBy: string; expiresAt: Date },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO enrolment_code (person_id, code_hash, issued_by, expires_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (person_id) DO UPDATE
       SET code_hash = excluded.code_hash, issued_by = excluded.issued_by, expires_at = excluded.expires_at`,
      [code.personId, code.codeHash, code.issuedBy, code.expiresAt],
    );
  }

  /** I10: uses the code up. Who issued it, or undefined when it is wrong, too old, or used already by whichever process. */
  async useCode(tx: Tx, personId: string, codeHash: Buffer): Promise<string | undefined> {
    const rows = await tx.query<{ issuedBy: string }>(
      `DELETE FROM enrolment_code WHERE person_id = $1 AND code_hash = $2 AND expires_at > $3
       RETURNING issued_by AS "issuedBy"`,
      [personId, codeHash, tx.now],
    );
    return rows.at(0)?.issuedBy;
  }

  async voidCode(tx: Tx, personId: string): Promise<void> {
    await tx.query('DELETE FROM enrolment_code WHERE person_id = $1', [personId]);
  }

  /** From here on the session may enrol a first factor. False when it is over. */
  async allow(tx: Tx, sessionId: string, basis: SessionBasis): Promise<boolean> {
    const rows = await tx.query(
      'UPDATE web_session SET enrolment_basis = $2 WHERE id = $1 AND ended_at IS NULL RETURNING id',
      [sessionId, basis],
    );
    return rows.length === 1;
  }

  async saveTotp(
    tx: Tx,
    session: SessionOf,
    { sealedSeed, basis }: TotpEnrolmentRow,
    expiresAt: Date,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO totp_enrolment (person_id, session_id, sealed_seed, basis, expires_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (person_id) DO UPDATE
       SET session_id = excluded.session_id, sealed_seed = excluded.sealed_seed, basis = excluded.basis,
           expires_at = excluded.expires_at`,
      [session.personId, session.id, sealedSeed, basis, expiresAt],
    );
  }

  async totpOf(from: Reader, session: SessionOf, now: Date): Promise<TotpEnrolmentRow | undefined> {
    return from.first<TotpEnrolmentRow>(
      `SELECT sealed_seed AS "sealedSeed", basis FROM totp_enrolment
       WHERE person_id = $1 AND session_id = $2 AND expires_at > $3`,
      [session.personId, session.id, now],
    );
  }

  /** False when it was confirmed, replaced or removed since it was read. */
  async takeTotp(tx: Tx, session: SessionOf, sealedSeed: Buffer): Promise<boolean> {
    const rows = await tx.query(
      `DELETE FROM totp_enrolment WHERE person_id = $1 AND session_id = $2 AND sealed_seed = $3 RETURNING person_id`,
      [session.personId, session.id, sealedSeed],
    );
    return rows.length === 1;
  }

  /** Whatever is under way for a person. */
  async removeAllOf(tx: Tx, personId: string): Promise<void> {
    await tx.query('DELETE FROM totp_enrolment WHERE person_id = $1', [personId]);
    await this.voidCode(tx, personId);
  }

  /** What ran out unused. How much went. */
  async forget(tx: Tx, expiredBefore: Date, atMost: number): Promise<number> {
    const seeds = await tx.query(
      `DELETE FROM totp_enrolment WHERE person_id IN (
         SELECT person_id FROM totp_enrolment WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING person_id`,
      [expiredBefore, atMost],
    );
    const codes = await tx.query(
      `DELETE FROM enrolment_code WHERE person_id IN (
         SELECT person_id FROM enrolment_code WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING person_id`,
      [expiredBefore, atMost],
    );
    return Math.max(seeds.length, codes.length);
  }
}
