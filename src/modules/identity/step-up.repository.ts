import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel';
import type { Tx } from '../../platform/database/unit-of-work';

/** What a second factor was given for: one action on one thing exactly as it was shown. */
export interface StepUpBinding {
  /** `requests.approve` */
  readonly action: string;
  readonly subjectId: string;
  /** SHA-256 of what was shown, 64 hex digits in lower case. */
  readonly digest: string;
}

export interface StepUpHolder {
  readonly sessionId: string;
  readonly personId: string;
}

/** A second factor that was given and is now used up. */
export interface ConsumedStepUp {
  readonly id: string;
  readonly factor: string;
  readonly verifiedAt: Date;
}

@Injectable()
export class StepUpRepository {
  async save(
    tx: Tx,
    holder: StepUpHolder,
    binding: StepUpBinding,
    proof: { tokenHash: Buffer; factor: string },
  ): Promise<string> {
    const id = newId();
    await tx.query(
      `INSERT INTO step_up (id, token_hash, session_id, person_id, action, subject_id, digest, factor, verified_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        id,
        proof.tokenHash,
        holder.sessionId,
        holder.personId,
        binding.action,
        binding.subjectId,
        binding.digest,
        proof.factor,
        tx.now,
      ],
    );
    return id;
  }

  /** I10: every condition and the use itself in one statement, so that of fifty parallel calls one finds it unused. */
  async consume(
    tx: Tx,
    holder: StepUpHolder,
    binding: StepUpBinding,
    proof: { tokenHash: Buffer; notBefore: Date },
  ): Promise<ConsumedStepUp | undefined> {
    const rows = await tx.query<ConsumedStepUp>(
      `UPDATE step_up SET consumed_at = $1
       WHERE token_hash = $2 AND session_id = $3 AND person_id = $4 AND action = $5 AND subject_id = $6 AND digest = $7
         AND verified_at >= $8 AND consumed_at IS NULL
       RETURNING id, factor, verified_at AS "verifiedAt"`,
      [
        tx.now,
        proof.tokenHash,
        holder.sessionId,
        holder.personId,
        binding.action,
        binding.subjectId,
        binding.digest,
        proof.notBefore,
      ],
    );
    return rows.at(0);
  }

  /** Those of one person that were given and not used. */
  async forgetUnusedOf(tx: Tx, personId: string): Promise<void> {
    await tx.query('DELETE FROM step_up WHERE person_id = $1 AND consumed_at IS NULL', [personId]);
  }

  async forgetUnusedIn(tx: Tx, sessionIds: readonly string[]): Promise<void> {
    await tx.query('DELETE FROM step_up WHERE session_id = ANY ($1::uuid[]) AND consumed_at IS NULL', [
      sessionIds,
    ]);
  }

  async forgetUnused(tx: Tx, givenBefore: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM step_up WHERE id IN (
         SELECT id FROM step_up WHERE consumed_at IS NULL AND verified_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [givenBefore, atMost],
    );
    return rows.length;
  }
}
