import type { ClientBase } from 'pg';
import { type Reader, readerFrom } from '../../platform/database/unit-of-work';

/** A connection of the sealer's role as the rest of the capability reads: that role has no unit of work. */
export const readerOf = (connection: ClientBase): Reader =>
  readerFrom(
    async <T>(sql: string, parameters: readonly unknown[] = []) =>
      (await connection.query(sql, [...parameters])).rows as T[],
  );
