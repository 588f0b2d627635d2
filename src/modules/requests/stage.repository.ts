import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database/unit-of-work';
import type { AccessRequest, StageRow } from './access-request';

const COLUMNS = `
  s.request_id AS "requestId", s.request_version AS "requestVersion", s.stage, s.opened_at AS "openedAt",
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

  async open(tx: Tx, stages: readonly Omit<StageRow, 'escalatedAt'>[]): Promise<void> {
    for (const stage of stages) {
      await tx.query(
        `INSERT INTO approval_stage (request_id, request_version, stage, opened_at, escalates_at)
         VALUES ($1, $2, $3, $4, $5)`,
        [stage.requestId, stage.requestVersion, stage.stage, stage.openedAt, stage.escalatesAt],
      );
    }
  }

  /** Answers which stages have waited too long until now, once. */
  async escalateDue(tx: Tx, { id, version }: AccessRequest): Promise<number[]> {
    const rows = await tx.query<{ stage: number }>(
      `UPDATE approval_stage SET escalated_at = $3
       WHERE request_id = $1 AND request_version = $2 AND escalates_at <= $3 AND escalated_at IS NULL
       RETURNING stage`,
      [id, version, tx.now],
    );
    return rows.map(({ stage }) => stage);
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

/** Which stages of this version were put to further people. */
export const escalatedAmong = (stages: readonly StageRow[]): ReadonlySet<number> =>
  new Set(stages.filter(({ escalatedAt }) => escalatedAt !== null).map(({ stage }) => stage));
