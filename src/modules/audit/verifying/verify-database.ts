import { MINUTE } from '../../../kernel';
import type { Reader } from '../../../platform/database/unit-of-work';
import type { VerificationReport } from '../domain/verification';
import { exportEvents } from '../exporting/export-events';
import { TreeDamage } from '../sealing/tree-store';
import { verifyExport, type VerifyOptions } from './verify-export';

/** Far more than the sealer takes when it runs. */
const LONGEST_WAIT = MINUTE;

/** Verifies the live database: what an export of this moment would hold, and that no event waits for its signature. */
export async function verifyDatabase(
  from: Reader,
  options: VerifyOptions,
  now: Date,
): Promise<VerificationReport> {
  const report = await verifyExport(readable(exportEvents(from)), options);
  const since = await longestWaiting(from, report.verified);
  if (!report.ok || since === undefined || now.getTime() - since.getTime() <= LONGEST_WAIT) return report;
  return { ...report, ok: false, findings: [{ kind: 'overdue', since: since.toISOString() }] };
}

/** A tree that lost rows cannot even be exported; that is a finding, not a failure of the program. */
async function* readable(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    if (!(error instanceof TreeDamage)) throw error;
  }
}

async function longestWaiting(from: Reader, covered: number): Promise<Date | undefined> {
  const row = await from.first<{ since: Date | null }>(
    `SELECT least(
       (SELECT min(recorded_at) FROM audit_event WHERE seq IS NULL),
       (SELECT min(recorded_at) FROM audit_event WHERE seq >= $1)
     ) AS since`,
    [covered],
  );
  return row?.since ?? undefined;
}
