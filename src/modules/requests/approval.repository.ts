import { Injectable } from '@nestjs/common';
import { conflict } from '../../kernel';
import { type Reader, type Tx, violatedConstraint } from '../../platform/database/unit-of-work';
import type { AccessRequest, Ask, DecisionRow } from './access-request';

const DECISION = `
  p.id, p.request_id AS "requestId", p.request_version AS "requestVersion", p.approver_id AS "approverId",
  p.decision, p.reason, p.digest, p.factor, p.factor_verified_at AS "factorVerifiedAt", p.decided_at AS "decidedAt"`;

const ASK = `
  a.request_id AS "requestId", a.request_version AS "requestVersion", a.approver_id AS "approverId", a.because,
  a.role, a.stage, a.stands_in_for AS "standsInFor", a.asked_at AS "askedAt", a.link_expires_at AS "linkExpiresAt", a.link_used_at AS "linkUsedAt"`;

export interface NewAsk extends Omit<Ask, 'linkUsedAt'> {
  readonly linkTokenHash: Buffer;
  readonly sealedLinkToken: Buffer;
}

@Injectable()
export class ApprovalRepository {
  decisionsOf(from: Reader, requestIds: readonly string[]): Promise<DecisionRow[]> {
    return from.query<DecisionRow>(
      `SELECT ${DECISION} FROM approval p WHERE p.request_id = ANY ($1) ORDER BY p.decided_at, p.id`,
      [requestIds],
    );
  }

  asksOf(from: Reader, requestIds: readonly string[]): Promise<Ask[]> {
    return from.query<Ask>(
      `SELECT ${ASK} FROM approval_ask a WHERE a.request_id = ANY ($1) ORDER BY a.asked_at, a.approver_id`,
      [requestIds],
    );
  }

  /** Whom the request concerns as an approver: asked about its present version, or on record with a decision. */
  async approverIdsOf(from: Reader, { id, version }: AccessRequest): Promise<string[]> {
    const rows = await from.query<{ approverId: string }>(
      `SELECT approver_id AS "approverId" FROM approval_ask WHERE request_id = $1 AND request_version = $2
       UNION SELECT approver_id FROM approval WHERE request_id = $1`,
      [id, version],
    );
    return rows.map(({ approverId }) => approverId);
  }

  async findAskByLink(from: Reader, linkTokenHash: Buffer): Promise<Ask | undefined> {
    const ask = await from.first<Ask>(`SELECT ${ASK} FROM approval_ask a WHERE a.link_token_hash = $1`, [
      linkTokenHash,
    ]);
    return ask;
  }

  sealedLinksOf(
    from: Reader,
    request: AccessRequest,
  ): Promise<{ approverId: string; sealedLinkToken: Buffer; linkExpiresAt: Date }[]> {
    return from.query(
      `SELECT approver_id AS "approverId", sealed_link_token AS "sealedLinkToken", link_expires_at AS "linkExpiresAt"
       FROM approval_ask WHERE request_id = $1 AND request_version = $2 AND link_used_at IS NULL ORDER BY approver_id`,
      [request.id, request.version],
    );
  }

  /** Whoever is asked for more than before keeps their link. */
  async putAsks(tx: Tx, asks: readonly NewAsk[]): Promise<void> {
    for (const ask of asks) {
      await tx.query(
        `INSERT INTO approval_ask (request_id, request_version, approver_id, because, asked_at, link_token_hash,
           sealed_link_token, link_expires_at, role, stage, stands_in_for)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT ON CONSTRAINT approval_ask_pk DO UPDATE SET because = excluded.because, role = excluded.role,
           stage = excluded.stage, stands_in_for = excluded.stands_in_for, asked_at = excluded.asked_at,
           link_expires_at = excluded.link_expires_at`,
        [
          ask.requestId,
          ask.requestVersion,
          ask.approverId,
          ask.because,
          ask.askedAt,
          ask.linkTokenHash,
          ask.sealedLinkToken,
          ask.linkExpiresAt,
          ask.role,
          ask.stage,
          ask.standsInFor,
        ],
      );
    }
  }

  /** One use over all processes (I10): true for the call that used it up. */
  async useLink(tx: Tx, linkTokenHash: Buffer): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE approval_ask SET link_used_at = $2
       WHERE link_token_hash = $1 AND link_used_at IS NULL AND link_expires_at > $2 RETURNING request_id`,
      [linkTokenHash, tx.now],
    );
    return rows.length > 0;
  }

  async insertDecision(tx: Tx, decision: DecisionRow & { readonly stepUpId: string }): Promise<void> {
    try {
      await tx.query(
        `INSERT INTO approval (id, request_id, request_version, approver_id, decision, reason, digest, step_up_id,
           factor, factor_verified_at, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          decision.id,
          decision.requestId,
          decision.requestVersion,
          decision.approverId,
          decision.decision,
          decision.reason,
          decision.digest,
          decision.stepUpId,
          decision.factor,
          decision.factorVerifiedAt,
          decision.decidedAt,
        ],
      );
    } catch (error) {
      if (violatedConstraint(error) !== 'approval_once') throw error;
      throw conflict('requests.already_decided_by_you', 'You have decided on this request already.');
    }
  }
}
