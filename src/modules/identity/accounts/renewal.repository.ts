import { Inject, Injectable } from '@nestjs/common';
import { type Clock, DAY } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import { remindsBefore } from '../domain/password-age';

export interface AgingPassword {
  readonly personId: string;
  readonly changedAt: Date;
  readonly remindedDays: number | null;
}

const PASSWORDS = `
  SELECT c.person_id AS "personId", c.changed_at AS "changedAt", c.reminded_days AS "remindedDays"
  FROM password_credential c JOIN person p ON p.id = c.person_id
  WHERE p.status = 'active'`;

@Injectable()
export class RenewalRepository {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Passwords of people at work that end soon and have not ended yet. Who signs in without one is not among them. */
  aging(from: Reader, maximumAgeDays: number): Promise<AgingPassword[]> {
    const now = this.clock.now();
    const age = maximumAgeDays * DAY;
    return from.query<AgingPassword>(`${PASSWORDS} AND c.changed_at > $1 AND c.changed_at <= $2`, [
      new Date(now.getTime() - age),
      new Date(remindsBefore(now).getTime() - age),
    ]);
  }

  async lock(tx: Tx, personId: string): Promise<AgingPassword | undefined> {
    return tx.first<AgingPassword>(`${PASSWORDS} AND c.person_id = $1 FOR UPDATE OF c`, [personId]);
  }

  async noteReminder(tx: Tx, personId: string, days: number): Promise<void> {
    await tx.query('UPDATE password_credential SET reminded_days = $2 WHERE person_id = $1', [
      personId,
      days,
    ]);
  }
}
