import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database/unit-of-work';
import { bytesOf } from './root-key.repository';
import type { KeyHolder } from './serving-process';

export interface ServingProcess {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly role: string;
  readonly newest: string;
  readonly current: string;
  readonly trouble: string | undefined;
}

/** Six times what lies between two signs of life: a process that is only slow, or whose database was, is still asked. */
const LIVES_WITHOUT_A_SIGN = "interval '30 seconds'";

@Injectable()
export class ServingProcessRepository {
  /** A sign of life, with what the process holds at this moment. */
  async note(tx: Tx, { id, host, pid, role, newest, current, trouble }: ServingProcess): Promise<void> {
    await tx.query(
      `INSERT INTO serving_process (id, host, pid, role, newest_root_key, current_root_key, trouble)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (id) DO UPDATE SET newest_root_key = excluded.newest_root_key,
         current_root_key = excluded.current_root_key, trouble = excluded.trouble, seen_at = now()`,
      [id, host, pid, role, bytesOf(newest), bytesOf(current), trouble],
    );
  }

  /** And with it those that died long ago. */
  async forget(tx: Tx, id: string): Promise<void> {
    await tx.query(`DELETE FROM serving_process WHERE id = $1 OR seen_at < now() - interval '1 hour'`, [id]);
  }

  living(from: Reader): Promise<KeyHolder[]> {
    return from.query(
      `SELECT format('%s (process %s, role %s)', host, pid, role) AS name, encode(newest_root_key, 'hex') AS newest,
         encode(current_root_key, 'hex') AS current, trouble
       FROM serving_process WHERE seen_at > now() - ${LIVES_WITHOUT_A_SIGN} ORDER BY host, started_at`,
    );
  }
}
