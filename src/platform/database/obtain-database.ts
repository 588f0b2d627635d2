import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { conflict, invalid, Redacted } from '../../kernel';
import type { Environment } from '../config/environment';
import type { MasterKey } from '../crypto/master-key';
import { existingMasterKey, loadMasterKey } from '../crypto/root-key-file';
import { startEmbeddedPostgres } from '../embedded-postgres';
import { type DatabaseLogins, deriveLogins } from './database-logins';
import { assertOwnInstallation, foundInstallation, withConnection } from './installation';
import { migrate } from './migrate';

const DATABASE = 'sallyport';

export interface ObtainedDatabase {
  readonly logins: DatabaseLogins;
  /** Ends the embedded server if it was this call that started it; does nothing for a configured one. */
  stop(): Promise<void>;
}

/**
 * For a server's start: the configured database, else the embedded one, with its schema up to date wherever the owner's
 * log-in is known. Refuses a database that another master key founded.
 */
export async function obtainDatabase(
  environment: Environment,
  masterKey: MasterKey,
): Promise<ObtainedDatabase> {
  const given = givenLogins(environment);
  if (!environment.database.ownerUrl && given) {
    await withConnection(given.app, (client) => foundInstallation(client, masterKey));
    return { logins: given, stop: nothing };
  }
  return onServer(environment, async (ownerUrl) => {
    const logins = given ?? loginsOf(environment, ownerUrl, masterKey);
    await migrate(ownerUrl.reveal(), logins, masterKey);
    return logins;
  });
}

/** For a command beside a server: takes the database as it is. Makes no key, migrates nothing and touches no role. */
export async function joinDatabase(
  environment: Environment,
): Promise<ObtainedDatabase & { readonly masterKey: MasterKey }> {
  const masterKey = await existingMasterKey(environment);
  const given = givenLogins(environment);
  const check = (url: Redacted<string>): Promise<void> =>
    withConnection(url, (client) => assertOwnInstallation(client, masterKey));
  if (!environment.database.ownerUrl && given) {
    await check(given.app);
    return { masterKey, logins: given, stop: nothing };
  }
  if (!environment.database.ownerUrl) assertEmbeddedThere(environment);
  const joined = await onServer(environment, async (ownerUrl) => {
    await check(ownerUrl);
    return given ?? loginsOf(environment, ownerUrl, masterKey);
  });
  return { masterKey, ...joined };
}

/**
 * `sallyport migrate`: as a server's start, and no more. Where both working log-ins are given nothing comes from the master
 * key, so none is needed, and the process that holds the owner's log-in need not see it.
 */
export async function migrateDatabase(environment: Environment): Promise<void> {
  const { ownerUrl } = environment.database;
  const given = givenLogins(environment);
  if (!ownerUrl && given) {
    throw invalid('migrate.no_owner', 'DATABASE_URL is not given: only the owner’s log-in can migrate.');
  }
  if (ownerUrl && given) await migrate(ownerUrl.reveal(), given);
  else await (await obtainDatabase(environment, await loadMasterKey(environment))).stop();
}

const nothing = (): Promise<void> => Promise.resolve();

function givenLogins({ database: { appUrl, sealerUrl } }: Environment): DatabaseLogins | undefined {
  return appUrl && sealerUrl ? { app: appUrl, sealer: sealerUrl } : undefined;
}

function loginsOf(
  { database: { appUrl, sealerUrl } }: Environment,
  ownerUrl: Redacted<string>,
  masterKey: MasterKey,
): DatabaseLogins {
  const derived = deriveLogins(ownerUrl, masterKey);
  return { app: appUrl ?? derived.app, sealer: sealerUrl ?? derived.sealer };
}

async function onServer(
  environment: Environment,
  prepare: (ownerUrl: Redacted<string>) => Promise<DatabaseLogins>,
): Promise<ObtainedDatabase> {
  const configured = environment.database.ownerUrl;
  const server = configured ? { ownerUrl: configured, stop: nothing } : await startOwn(environment);
  try {
    return { logins: await prepare(server.ownerUrl), stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

const embeddedDirectory = ({ dataDirectory }: Environment): string => join(dataDirectory, 'postgres');

function assertEmbeddedThere(environment: Environment): void {
  if (existsSync(embeddedDirectory(environment))) return;
  throw conflict(
    'database.none_here',
    `There is no database in ${environment.dataDirectory}. If Sallyport has one of its own, give this command the same ` +
      'DATABASE_URL, or DATABASE_APP_URL and DATABASE_SEALER_URL.',
  );
}

async function startOwn(
  environment: Environment,
): Promise<{ ownerUrl: Redacted<string>; stop: () => Promise<void> }> {
  const server = await startEmbeddedPostgres({
    directory: embeddedDirectory(environment),
    databases: [DATABASE],
  });
  return { ownerUrl: new Redacted(server.url(DATABASE)), stop: () => server.stop() };
}
