import { Injectable } from '@nestjs/common';
import { conflict, notFound } from '../../../kernel';
import { type Reader, type Tx, violatedConstraint } from '../../../platform/database/unit-of-work';
import type { BreakGlass, BreakGlassVerdict } from './break-glass';

const COLUMNS = `
  b.id, b.request_id AS "requestId", b.person_id AS "personId", b.profile_id AS "profileId", b.opened_at AS "openedAt",
  b.review_due_at AS "reviewDueAt", b.reminded_at AS "remindedAt", b.reviewed_at AS "reviewedAt",
  b.reviewed_by AS "reviewedBy", b.verdict, b.review_note AS "reviewNote"`;

export interface NewBreakGlass extends Pick<
  BreakGlass,
  'id' | 'requestId' | 'personId' | 'profileId' | 'openedAt' | 'reviewDueAt'
> {
  readonly humanId: string;
  readonly stepUpId: string;
  readonly factor: string;
}

export interface BreakGlassReview {
  readonly by: string;
  readonly verdict: BreakGlassVerdict;
  readonly note: string;
  readonly stepUpId: string;
}

@Injectable()
export class BreakGlassRepository {
  find(from: Reader, id: string): Promise<BreakGlass | undefined> {
    return from.first<BreakGlass>(`SELECT ${COLUMNS} FROM break_glass b WHERE b.id = $1`, [id]);
  }

  async lock(tx: Tx, id: string): Promise<BreakGlass> {
    const row = await tx.first<BreakGlass>(
      `SELECT ${COLUMNS} FROM break_glass b WHERE b.id = $1 FOR UPDATE`,
      [id],
    );
    if (!row) throw notFound('requests.unknown_break_glass', 'There is no such emergency access.');
    return row;
  }

  unreviewedOf(from: Reader, humanId: string): Promise<BreakGlass | undefined> {
    return from.first<BreakGlass>(
      `SELECT ${COLUMNS} FROM break_glass b WHERE b.human_id = $1 AND b.reviewed_at IS NULL`,
      [humanId],
    );
  }

  newest(from: Reader, limit: number): Promise<BreakGlass[]> {
    return from.query<BreakGlass>(
      `SELECT ${COLUMNS} FROM break_glass b
       ORDER BY b.reviewed_at IS NOT NULL, b.opened_at DESC, b.id DESC LIMIT $1`,
      [limit],
    );
  }

  ofRequests(from: Reader, requestIds: readonly string[]): Promise<BreakGlass[]> {
    return from.query<BreakGlass>(`SELECT ${COLUMNS} FROM break_glass b WHERE b.request_id = ANY ($1)`, [
      requestIds,
    ]);
  }

  async insert(tx: Tx, opened: NewBreakGlass): Promise<void> {
    try {
      await tx.query(
        `INSERT INTO break_glass (id, request_id, person_id, human_id, profile_id, step_up_id, factor, opened_at, review_due_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          opened.id,
          opened.requestId,
          opened.personId,
          opened.humanId,
          opened.profileId,
          opened.stepUpId,
          opened.factor,
          opened.openedAt,
          opened.reviewDueAt,
        ],
      );
    } catch (error) {
      if (violatedConstraint(error) !== 'break_glass_one_unreviewed') throw error;
      throw reviewPending();
    }
  }

  /** On one that the caller has locked. */
  async review(tx: Tx, id: string, { by, verdict, note, stepUpId }: BreakGlassReview): Promise<void> {
    await tx.query(
      `UPDATE break_glass SET reviewed_at = $2, reviewed_by = $3, verdict = $4, review_note = $5, review_step_up_id = $6
       WHERE id = $1`,
      [id, tx.now, by, verdict, note, stepUpId],
    );
  }

  /** Whose review is late, and that nobody was reminded of since `remindedBefore`. */
  lockOverdue(tx: Tx, remindedBefore: Date): Promise<BreakGlass[]> {
    return tx.query<BreakGlass>(
      `SELECT ${COLUMNS} FROM break_glass b
       WHERE b.reviewed_at IS NULL AND b.review_due_at <= $1 AND (b.reminded_at IS NULL OR b.reminded_at <= $2)
       ORDER BY b.id FOR UPDATE SKIP LOCKED`,
      [tx.now, remindedBefore],
    );
  }

  async markReminded(tx: Tx, id: string): Promise<void> {
    await tx.query('UPDATE break_glass SET reminded_at = $2 WHERE id = $1', [id, tx.now]);
  }
}

export const reviewPending = () =>
  conflict(
    'requests.break_glass_unreviewed',
    'Your last emergency access has not been reviewed. Ask somebody else of the circle or the data protection officer to review it.',
  );
