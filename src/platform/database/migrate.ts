import { join } from 'node:path';
import { Logger, makeWorkerUtils } from 'graphile-worker';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { MasterKey } from '../crypto/master-key';
import { scramVerifier } from '../crypto/scram-verifier';
import type { DatabaseLogins } from './database-logins';
import { foundInstallation } from './installation';

/** The passwords are random or derived, so stretching them further would protect nothing. */
const SCRAM_ITERATIONS = 4_096;

/** 0x53414c4c59 ("SALLY"): one number for every process that might migrate the same database. */
const MIGRATION_LOCK = 0x53414c4c59;

/**
 * Brings the schema up to date as the owner, then makes sure that the two working roles can log in with `logins`.
 * Processes that start together wait for each other at an advisory lock; all but the first find nothing to do.
 * With a master key, it must be the installation's own: no role is touched for another one, whose derived log-ins would
 * lock the running broker out.
 */
export async function migrate(
  ownerUrl: string,
  logins: DatabaseLogins,
  masterKey?: MasterKey,
): Promise<void> {
  const guard = new pg.Client({ connectionString: ownerUrl, application_name: 'sallyport-migrate' });
  await guard.connect();
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await runMigrations(ownerUrl);
    if (masterKey) await foundInstallation(guard, masterKey);
    for (const [role, url] of Object.entries({
      sallyport_app: logins.app,
      sallyport_sealer: logins.sealer,
    })) {
      await ensureLogin(guard, role, url.reveal());
    }
    await installJobSchema(logins.app.reveal());
  } finally {
    await guard.end();
  }
}

async function runMigrations(ownerUrl: string): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    applicationName: 'sallyport-migrate',
    migrations: [join(__dirname, '..', '..', '..', 'migrations', '*.{ts,js}')],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
  });
  await dataSource.initialize();
  try {
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}

/** Sets the role's password only when the present one does not work, so that a restart leaves no write behind. */
async function ensureLogin(owner: pg.Client, role: string, url: string): Promise<void> {
  const probe = new pg.Client({ connectionString: url });
  try {
    await probe.connect();
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code !== '28P01' && code !== '28000') throw error;
    const verifier = await scramVerifier(decodeURIComponent(new URL(url).password), SCRAM_ITERATIONS);
    await owner.query(
      `ALTER ROLE ${owner.escapeIdentifier(role)} LOGIN PASSWORD ${owner.escapeLiteral(verifier)}`,
    );
  } finally {
    await probe.end().catch(() => undefined);
  }
}

/** The job tables belong to the application's role, which alone writes them. */
async function installJobSchema(appUrl: string): Promise<void> {
  const workerUtils = await makeWorkerUtils({
    connectionString: appUrl,
    logger: new Logger(() => () => undefined),
  });
  try {
    await workerUtils.migrate();
  } finally {
    await workerUtils.release();
  }
}
