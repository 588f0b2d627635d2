import type { ClientBase, QueryResult, QueryResultRow } from 'pg';

/** One connection to a target, on loan. */
export interface TargetSession {
  /** `server_version_num` of this very connection: a target may be upgraded while we run. */
  readonly version: number;
  /** How many prepared transactions the server may hold; mostly none at all. Changes only with a restart. */
  readonly maxPrepared: number;
  /** One statement with parameters. */
  rows<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The same, where one row is looked for. */
  row<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row | undefined>;
  /** Several statements in one round trip, and in one transaction unless they hold their own BEGIN and COMMIT. */
  batch(statements: readonly string[]): Promise<QueryResult[]>;
}

/** From here on membership carries its own INHERIT and SET options, and CREATEROLE no longer rules every role. */
export const POSTGRES_16 = 160_000;
/** The oldest version that its makers still mend, and the oldest that this connector is tried on. */
export const OLDEST_SUPPORTED = 140_000;

/** Lends the connection `client` its shape as a session. One round trip, to learn what kind of server it is. */
export async function targetSession(client: ClientBase): Promise<TargetSession> {
  const rows = async <Row extends QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> => (await client.query<Row>(text, [...values])).rows;
  const row = async <Row extends QueryResultRow>(text: string, values?: readonly unknown[]) =>
    (await rows<Row>(text, values)).at(0);
  const server = await row<{ version: number; maxPrepared: number }>(
    `SELECT pg_catalog.current_setting('server_version_num')::int AS version,
       pg_catalog.current_setting('max_prepared_transactions')::int AS "maxPrepared"`,
  );
  return {
    version: server?.version ?? 0,
    maxPrepared: server?.maxPrepared ?? 0,
    rows,
    row,
    batch: async (statements) => {
      // `pg` answers a text of several statements with one result each; its types know of a single one only.
      const results = (await client.query(statements.join(';\n'))) as unknown as QueryResult | QueryResult[];
      return Array.isArray(results) ? results : [results];
    },
  };
}
