import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';

/** What a second factor was given for: one action on one thing exactly as it was shown. */
export interface StepUpBinding {
  /** `requests.approve` */
  readonly action: string;
  readonly subjectId: string;
  /** SHA-256 of what was shown, 64 hex digits in lower case. */
  readonly digest: string;
}

/** Who may use it up, and with what: a second factor given in a browser is worth nothing to a token, nor the other way. */
export type StepUpHolder = Pick<Principal, 'personId' | 'credential'>;

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
    /** Verified at this moment, unless it was handed on from another holder. */
    proof: { tokenHash: Buffer; factor: string; verifiedAt?: Date },
  ): Promise<string> {
    const id = newId();
    await tx.query(
      `INSERT INTO step_up (id, token_hash, session_id, api_token_id, person_id, action, subject_id, digest, factor,
         verified_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        proof.tokenHash,
        ...heldBy(holder),
        holder.personId,
        binding.action,
        binding.subjectId,
        binding.digest,
        proof.factor,
        proof.verifiedAt ?? tx.now,
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
       WHERE token_hash = $2 AND session_id IS NOT DISTINCT FROM $3 AND api_token_id IS NOT DISTINCT FROM $4
         AND person_id = $5 AND action = $6 AND subject_id = $7 AND digest = $8
         AND verified_at >= $9 AND consumed_at IS NULL
       RETURNING id, factor, verified_at AS "verifiedAt"`,
      [
        tx.now,
        proof.tokenHash,
        ...heldBy(holder),
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

const heldBy = ({
  credential: { kind, id },
}: StepUpHolder): [sessionId: string | null, tokenId: string | null] =>
  kind === 'session' ? [id, null] : [null, id];
