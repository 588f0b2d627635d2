import type { ClientBase } from 'pg';
import type { Reader } from '../../platform/database/unit-of-work';

/** A bare connection as the rest of the capability reads: the sealer and offline tools have no unit of work. */
export function readerOf(connection: ClientBase): Reader {
  const query = async <T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> =>
    (await connection.query(sql, [...parameters])).rows as T[];
  return {
    query,
    first: async <T>(sql: string, parameters?: readonly unknown[]) => (await query<T>(sql, parameters)).at(0),
  };
}
