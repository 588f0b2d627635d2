import { Injectable } from '@nestjs/common';
import { conflict, notFound } from '../../../kernel';
import type { Position } from '../../../platform/http/cursor';
import { type Reader, type Tx, violatedConstraint } from '../../../platform/database/unit-of-work';
import { type PolicyChangeEvent, policyChangeAfter } from './domain/policy-change-lifecycle';
import type { PolicyChange, PolicyChangeApproval } from './policy-change';

const CHANGE = `
  SELECT id, state, file_digest AS "fileDigest", base_digest AS "baseDigest", reach, changes, gainers AS "gainerIds", reason,
         proposed_by AS "proposedBy", proposed_at AS "proposedAt", lapses_at AS "lapsesAt", approved_at AS "approvedAt",
         effective_at AS "effectiveAt", settled_at AS "settledAt", settled_by AS "settledBy", settled_because AS "settledBecause"
  FROM policy_change`;

export type NewPolicyChange = Pick<
  PolicyChange,
  | 'id'
  | 'fileDigest'
  | 'baseDigest'
  | 'reach'
  | 'changes'
  | 'gainerIds'
  | 'reason'
  | 'proposedBy'
  | 'lapsesAt'
> & { readonly file: Uint8Array };

export interface Settlement {
  readonly by: string | null;
  readonly because: string | null;
}

@Injectable()
export class PolicyChangeRepository {
  async find(from: Reader, id: string): Promise<PolicyChange> {
    const change = await from.first<PolicyChange>(`${CHANGE} WHERE id = $1`, [id]);
    if (!change) throw unknown();
    return change;
  }

  /** The change with its file, for this transaction alone. */
  async lock(tx: Tx, id: string): Promise<PolicyChange> {
    const change = await tx.first<PolicyChange>(`${CHANGE} WHERE id = $1 FOR UPDATE`, [id]);
    if (!change) throw unknown();
    return change;
  }

  async file(from: Reader, id: string): Promise<Buffer | undefined> {
    const row = await from.first<{ file: Buffer | null }>('SELECT file FROM policy_change WHERE id = $1', [
      id,
    ]);
    return row?.file ?? undefined;
  }

  /** Newest first. */
  list(from: Reader, after: Position | undefined, limit: number, openOnly = false): Promise<PolicyChange[]> {
    return from.query<PolicyChange>(
      `${CHANGE} WHERE ($1::timestamptz IS NULL OR (proposed_at, id) < ($1, $2::uuid))
         AND (NOT $4 OR state IN ('proposed', 'approved'))
       ORDER BY proposed_at DESC, id DESC LIMIT $3`,
      [after?.at ?? null, after?.id ?? null, limit, openOnly],
    );
  }

  open(from: Reader): Promise<PolicyChange[]> {
    return from.query<PolicyChange>(
      `${CHANGE} WHERE state IN ('proposed', 'approved') ORDER BY proposed_at, id`,
    );
  }

  /** The newest with exactly this file, whatever became of it. */
  newestOf(from: Reader, fileDigest: string): Promise<PolicyChange | undefined> {
    return from.first<PolicyChange>(
      `${CHANGE} WHERE file_digest = $1 ORDER BY proposed_at DESC, id DESC LIMIT 1`,
      [fileDigest],
    );
  }

  async openOf(from: Reader, personId: string): Promise<number> {
    const row = await from.first<{ count: number }>(
      `SELECT count(*)::int AS count FROM policy_change WHERE proposed_by = $1 AND state IN ('proposed', 'approved')`,
      [personId],
    );
    return row?.count ?? 0;
  }

  async insert(tx: Tx, change: NewPolicyChange): Promise<void> {
    try {
      await tx.query(
        `INSERT INTO policy_change (id, file, file_digest, base_digest, reach, changes, gainers, reason, proposed_by,
                                    proposed_at, lapses_at)
         VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11)`,
        [
          change.id,
          Buffer.from(change.file),
          change.fileDigest,
          change.baseDigest,
          change.reach,
          JSON.stringify(change.changes),
          change.gainerIds,
          change.reason,
          change.proposedBy,
          tx.now,
          change.lapsesAt,
        ],
      );
    } catch (error) {
      if (violatedConstraint(error) !== 'policy_change_open_once') throw error;
      throw conflict(
        'policy.change_proposed_already',
        'This very file is proposed already and waits for its approvals.',
      );
    }
  }

  approvals(from: Reader, changeIds: readonly string[]): Promise<PolicyChangeApproval[]> {
    return from.query<PolicyChangeApproval>(
      `SELECT change_id AS "changeId", approver_id AS "approverId", digest, decided_at AS "decidedAt",
              step_up_at AS "stepUpAt"
       FROM policy_change_approval WHERE change_id = ANY ($1) ORDER BY decided_at, approver_id`,
      [changeIds],
    );
  }

  async insertApproval(tx: Tx, approval: PolicyChangeApproval): Promise<void> {
    try {
      await tx.query(
        `INSERT INTO policy_change_approval (change_id, approver_id, digest, decided_at, step_up_at)
         VALUES ($1, $2, $3, $4, $5)`,
        [approval.changeId, approval.approverId, approval.digest, approval.decidedAt, approval.stepUpAt],
      );
    } catch (error) {
      if (violatedConstraint(error) !== 'policy_change_approval_pk') throw error;
      throw conflict('policy.change_approved_already', 'You have approved this change already.');
    }
  }

  async approve(tx: Tx, change: PolicyChange, effectiveAt: Date): Promise<void> {
    await tx.query('UPDATE policy_change SET state = $2, approved_at = $3, effective_at = $4 WHERE id = $1', [
      change.id,
      policyChangeAfter(change.state, 'approve'),
      tx.now,
      effectiveAt,
    ]);
  }

  /** Those settled before, with their approvals, at most so many; answers how many. */
  async forgetSettled(tx: Tx, before: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM policy_change WHERE id IN (
         SELECT id FROM policy_change WHERE settled_at < $1 ORDER BY settled_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [before, atMost],
    );
    return rows.length;
  }

  /** From here on nothing comes of it any more, or it holds: its file is not needed again. */
  async settle(
    tx: Tx,
    change: PolicyChange,
    event: PolicyChangeEvent,
    { by, because }: Settlement,
  ): Promise<void> {
    await tx.query(
      `UPDATE policy_change SET state = $2, file = NULL, settled_at = $3, settled_by = $4, settled_because = $5
       WHERE id = $1`,
      [change.id, policyChangeAfter(change.state, event), tx.now, by, because],
    );
  }
}

const unknown = () => notFound('policy.unknown_change', 'There is no such change of the rules.');
