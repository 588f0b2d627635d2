import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database/unit-of-work';
import type { Absence } from '../policy';

export interface AbsenceRecord extends Absence {
  readonly id: string;
}

const EVERY_ABSENCE = `
  SELECT b.id, b.person_id AS "personId", b.delegate_id AS "delegateId", b.from_at AS "from",
         least(b.until_at, b.ended_at) AS "until"
  FROM absence b`;
/** One that never came into force has neither length nor place among the others. */
const ABSENCES = `${EVERY_ABSENCE} WHERE (b.ended_at IS NULL OR b.ended_at > b.from_at)`;

@Injectable()
export class AbsenceRepository {
  /** Those that are over too: an approval of a stand-in is judged by the moment in which it was given. */
  all(from: Reader): Promise<AbsenceRecord[]> {
    return from.query<AbsenceRecord>(`${ABSENCES} ORDER BY b.from_at, b.id`);
  }

  async find(from: Reader, id: string): Promise<AbsenceRecord | undefined> {
    return from.first<AbsenceRecord>(`${EVERY_ABSENCE} WHERE b.id = $1`, [id]);
  }

  /** In which one of these stands in for somebody. */
  coveredBy(from: Reader, delegateIds: readonly string[]): Promise<AbsenceRecord[]> {
    return from.query<AbsenceRecord>(`${ABSENCES} AND b.delegate_id = ANY ($1) ORDER BY b.from_at, b.id`, [
      delegateIds,
    ]);
  }

  /** Of whoever is away and of whoever stands in, as long as it is not over. */
  openAround(from: Reader, personId: string, now: Date): Promise<AbsenceRecord[]> {
    return from.query<AbsenceRecord>(
      `${ABSENCES} AND least(b.until_at, b.ended_at) > $2 AND $1 IN (b.person_id, b.delegate_id)
       ORDER BY b.from_at, b.id`,
      [personId, now],
    );
  }

  async insert(tx: Tx, absence: AbsenceRecord): Promise<void> {
    await tx.query(
      `INSERT INTO absence (id, person_id, delegate_id, from_at, until_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [absence.id, absence.personId, absence.delegateId, absence.from, absence.until, tx.now],
    );
  }

  async end(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.query('UPDATE absence SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL', [id, at]);
  }

  /** Those whose time is over, and that nobody ended. */
  lockRunOut(tx: Tx, limit: number): Promise<AbsenceRecord[]> {
    return tx.query<AbsenceRecord & Record<string, unknown>>(
      `${EVERY_ABSENCE} WHERE b.ended_at IS NULL AND b.until_at <= $1 ORDER BY b.until_at, b.id LIMIT $2
       FOR UPDATE SKIP LOCKED`,
      [tx.now, limit],
    );
  }
}
