import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { type Reader, type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { ATTEMPTS_BEFORE_LOCKOUT, LOCKOUT_SECONDS, QUIET_PERIOD } from '../domain/lockout';

export interface Lockout {
  readonly until: Date;
  readonly inARow: number;
}

export type Reservation =
  /** This attempt may be checked. `lockout` is there when it was the last one: it locks unless it turns out right. */
  { readonly allowed: true; readonly lockout?: Lockout } | { readonly allowed: false; readonly until: Date };

interface WindowRow {
  readonly lockouts: number;
  readonly lockedUntil: Date | null;
}

/**
 * One statement counts, locks and doubles, and does nothing while a lock holds. The count is taken before the secret is
 * looked at: whoever checks first and counts afterwards lets fifty parallel guesses through for five (I11).
 */
const RESERVE = `
  INSERT INTO attempt_window AS w (bucket, attempts, lockouts, locked_until, updated_at)
  VALUES ($1, 1, 0, NULL, $2::timestamptz)
  ON CONFLICT (bucket) DO UPDATE SET (attempts, lockouts, locked_until, updated_at) = (
    SELECT n.attempts,
           CASE WHEN n.attempts >= $4::int THEN n.lockouts + 1 ELSE n.lockouts END,
           CASE WHEN n.attempts >= $4
                THEN $2::timestamptz + make_interval(secs => ($5::int[])[least(n.lockouts + 1, cardinality($5::int[]))]) END,
           $2::timestamptz
    FROM (SELECT CASE WHEN q.quiet OR w.locked_until IS NOT NULL THEN 1 ELSE w.attempts + 1 END AS attempts,
                 CASE WHEN q.quiet THEN 0 ELSE w.lockouts END AS lockouts
          FROM (SELECT coalesce(w.locked_until, w.updated_at) <= $3::timestamptz AS quiet) q) n)
  WHERE w.locked_until IS NULL OR w.locked_until <= $2::timestamptz
  RETURNING lockouts, locked_until AS "lockedUntil"`;

@Injectable()
export class AttemptWindows {
  constructor(
    private readonly uow: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Takes one of the attempts of this bucket, for good, before anything is checked. */
  async reserve(bucket: string): Promise<Reservation> {
    const now = this.clock.now();
    const taken = (
      await this.uow.bookkeepingStatement<WindowRow>('identity.attempts: a count, not a decision', RESERVE, [
        bucket,
        now,
        new Date(now.getTime() - QUIET_PERIOD),
        ATTEMPTS_BEFORE_LOCKOUT,
        LOCKOUT_SECONDS,
      ])
    ).at(0);
    if (!taken) return { allowed: false, until: await this.lockedUntil(bucket, now) };
    if (!taken.lockedUntil) return { allowed: true };
    return { allowed: true, lockout: { until: taken.lockedUntil, inARow: taken.lockouts } };
  }

  /** The secret was right: nothing that went before counts any more. */
  async clear(tx: Tx, bucket: string): Promise<void> {
    await tx.query('DELETE FROM attempt_window WHERE bucket = $1', [bucket]);
  }

  /**
   * Takes back one attempt, and the lock where it was the last one. For a secret whose being right says nothing of those that
   * were tried before.
   */
  async giveBack(tx: Tx, bucket: string): Promise<void> {
    const only = 'DELETE FROM attempt_window WHERE bucket = $1 AND attempts = 1 AND lockouts = 0';
    await tx.query(only, [bucket]);
    await tx.query(
      `UPDATE attempt_window SET attempts = attempts - 1, locked_until = NULL,
         lockouts = CASE WHEN locked_until IS NULL THEN lockouts ELSE lockouts - 1 END
       WHERE bucket = $1 AND attempts > 1`,
      [bucket],
    );
  }

  /** Every count of one person's secrets, on whatever device. How many there were. */
  async clearAllOf(tx: Tx, personId: string): Promise<number> {
    const rows = await tx.query(
      "DELETE FROM attempt_window WHERE split_part(bucket, ':', 3) = $1 RETURNING bucket",
      [personId],
    );
    return rows.length;
  }

  /** Until when somebody who is not on a device of the person's has to wait; undefined where nobody has. */
  async lockOf(from: Reader, personId: string, now: Date): Promise<Date | undefined> {
    const row = await from.first<{ until: Date | null }>(
      `SELECT max(locked_until) AS until FROM attempt_window
       WHERE split_part(bucket, ':', 3) = $1 AND locked_until > $2`,
      [personId, now],
    );
    return row?.until ?? undefined;
  }

  /** Windows that have been quiet for so long that the next attempt would start them anew. */
  async forget(tx: Tx, quietSince: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM attempt_window WHERE bucket IN (
         SELECT bucket FROM attempt_window WHERE coalesce(locked_until, updated_at) <= $1 LIMIT $2
         FOR UPDATE SKIP LOCKED)
       RETURNING bucket`,
      [quietSince, atMost],
    );
    return rows.length;
  }

  /** A right secret may have cleared the lock since; then there is nothing to wait for. */
  private async lockedUntil(bucket: string, now: Date): Promise<Date> {
    const found = await this.uow.reader.first<WindowRow>(
      'SELECT lockouts, locked_until AS "lockedUntil" FROM attempt_window WHERE bucket = $1',
      [bucket],
    );
    return found?.lockedUntil ?? now;
  }
}
