import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database/unit-of-work';
import type { AccessRequest, StageRow } from './access-request';

const COLUMNS = `
  s.request_id AS "requestId", s.request_version AS "requestVersion", s.stage, s.whom, s.opened_at AS "openedAt",
  s.escalates_at AS "escalatesAt", s.escalated_at AS "escalatedAt"`;

@Injectable()
export class StageRepository {
  /** Of every version, in order. */
  ofRequests(from: Reader, requestIds: readonly string[]): Promise<StageRow[]> {
    return from.query<StageRow>(
      `SELECT ${COLUMNS} FROM approval_stage s WHERE s.request_id = ANY ($1) ORDER BY s.request_version, s.stage`,
      [requestIds],
    );
  }

  async ofVersion(from: Reader, { id, version }: AccessRequest): Promise<StageRow[]> {
    const stages = await this.ofRequests(from, [id]);
    return stages.filter(({ requestVersion }) => requestVersion === version);
  }

  /** Anew where the rules have put another stage in its place. */
  async open(tx: Tx, stages: readonly Omit<StageRow, 'escalatedAt'>[]): Promise<void> {
    for (const stage of stages) {
      await tx.query(
        `INSERT INTO approval_stage (request_id, request_version, stage, whom, opened_at, escalates_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT ON CONSTRAINT approval_stage_pk DO UPDATE SET whom = excluded.whom,
           opened_at = excluded.opened_at, escalates_at = excluded.escalates_at, escalated_at = NULL`,
        [stage.requestId, stage.requestVersion, stage.stage, stage.whom, stage.openedAt, stage.escalatesAt],
      );
    }
  }

  /** Answers which of these stages have waited too long until now, once. */
  async escalateDue(tx: Tx, { id, version }: AccessRequest, stages: readonly number[]): Promise<number[]> {
    const rows = await tx.query<{ stage: number }>(
      `UPDATE approval_stage SET escalated_at = $3
       WHERE request_id = $1 AND request_version = $2 AND escalates_at <= $3 AND escalated_at IS NULL
         AND stage = ANY ($4)
       RETURNING stage`,
      [id, version, tx.now, stages],
    );
    return rows.map(({ stage }) => stage);
  }

  /** What was on record of stages that the rules have no more is put to nobody, and lets nobody speak. */
  async void(tx: Tx, { id, version }: AccessRequest, stages: readonly number[]): Promise<void> {
    await tx.query(
      `UPDATE approval_stage SET escalates_at = NULL, escalated_at = NULL
       WHERE request_id = $1 AND request_version = $2 AND stage = ANY ($3)`,
      [id, version, stages],
    );
  }

  /** What has been answered is put to nobody else. */
  async settle(tx: Tx, { id, version }: AccessRequest, stages: readonly number[]): Promise<void> {
    await tx.query(
      `UPDATE approval_stage SET escalates_at = NULL
       WHERE request_id = $1 AND request_version = $2 AND stage = ANY ($3) AND escalated_at IS NULL`,
      [id, version, stages],
    );
  }
}
