import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/embedded-postgres';
import type { Started } from './started';

/** A PostgreSQL server of the bench's own. */
export function startServer(
  started: Started,
  directory: string,
  database: string,
  settings: Readonly<Record<string, string>>,
): Promise<EmbeddedPostgres> {
  return started.keep(startEmbeddedPostgres({ directory, databases: [database], settings }), (server) =>
    server.stop(),
  );
}
