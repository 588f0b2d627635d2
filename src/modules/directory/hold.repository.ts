import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database/unit-of-work';
import { DirectoryRepository } from './directory.repository';

/** Why somebody stays suspended whatever their source says. */
export interface Hold {
  readonly personId: string;
  readonly givenBy: 'administrator' | 'scim';
  readonly reason: string;
  /** null for a hold of a provisioning system. */
  readonly administratorId: string | null;
  readonly since: Date;
}

@Injectable()
export class HoldRepository {
  constructor(private readonly directory: DirectoryRepository) {}

  of(from: Reader, personId: string): Promise<Hold[]> {
    return from.query<Hold>(
      `SELECT person_id AS "personId", given_by AS "givenBy", reason, administrator_id AS "administratorId", since
       FROM person_hold WHERE person_id = $1 ORDER BY since`,
      [personId],
    );
  }

  /** One of each giver; a second one changes nothing. */
  async give(tx: Tx, hold: Omit<Hold, 'since'>): Promise<void> {
    await tx.query(
      `INSERT INTO person_hold (person_id, given_by, reason, administrator_id, since) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (person_id, given_by) DO NOTHING`,
      [hold.personId, hold.givenBy, hold.reason, hold.administratorId, tx.now],
    );
    await this.directory.settleStatus(tx, [hold.personId]);
  }

  /** False when there was none. */
  async lift(tx: Tx, personId: string, givenBy: Hold['givenBy']): Promise<boolean> {
    const lifted = await tx.query(
      'DELETE FROM person_hold WHERE person_id = $1 AND given_by = $2 RETURNING person_id',
      [personId, givenBy],
    );
    await this.directory.settleStatus(tx, [personId]);
    return lifted.length > 0;
  }
}
