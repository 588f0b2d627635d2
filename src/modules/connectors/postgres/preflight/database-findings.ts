import type { PreflightFinding } from '../../connector';
import type { TargetSession } from '../target-session';

/** What everybody may do in a database. */
export interface PublicRights {
  readonly createInPublic: boolean;
  readonly temporary: boolean;
}

export async function readPublicRights(target: TargetSession): Promise<PublicRights> {
  const rights = await target.row<PublicRights>(
    `SELECT COALESCE((SELECT pg_catalog.has_schema_privilege('public', oid, 'CREATE')
         FROM pg_catalog.pg_namespace WHERE nspname = 'public'), false) AS "createInPublic",
       pg_catalog.has_database_privilege('public', pg_catalog.current_database(), 'TEMPORARY') AS temporary`,
  );
  return rights ?? { createInPublic: true, temporary: true };
}

export function databaseFindings(database: string, rights: PublicRights): PreflightFinding[] {
  const advice = 'Run the hardening part of what "sallyport system setup-sql" prints.';
  const finding = (id: string, may: boolean, what: string): PreflightFinding => ({
    id: `${id}:${database}`,
    ok: !may,
    summary: `${may ? 'Everybody' : 'Not everybody'} may create ${what} in the database ${database}.`,
    ...(may && { advice }),
  });
  return [
    finding('public_create', rights.createInPublic, 'tables in schema public'),
    finding('public_temporary', rights.temporary, 'temporary tables'),
  ];
}
