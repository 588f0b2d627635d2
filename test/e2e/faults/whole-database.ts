import { escapeIdentifier } from 'pg';
import { ask } from '../../support/postgres-client';

/** Every row of every table of a database as text, jobs and bookkeeping too. Bytes are written in hexadecimal. */
export async function wholeDatabase(url: string): Promise<string> {
  const tables = await ask<{ schema: string; name: string }>(
    url,
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2`,
  );
  const parts: string[] = [];
  for (const { schema, name } of tables) {
    const table = `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
    const rows = await ask<{ row: string }>(url, `SELECT t::text AS row FROM ${table} t`);
    parts.push(`-- ${schema}.${name}`, ...rows.map(({ row }) => row));
  }
  return parts.join('\n');
}
