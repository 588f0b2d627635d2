import { join } from 'node:path';
import { Redacted } from '../../kernel';
import type { Environment } from '../config/environment';
import type { MasterKey } from '../crypto/master-key';
import { startEmbeddedPostgres } from '../embedded-postgres';
import { type DatabaseLogins, deriveLogins } from './database-logins';
import { migrate } from './migrate';

const DATABASE = 'sallyport';

export interface ObtainedDatabase {
  readonly logins: DatabaseLogins;
  /** Ends the embedded server if it was this call that started it; does nothing for a configured one. */
  stop(): Promise<void>;
}

/** The configured database, else the embedded one, with its schema up to date wherever the owner's log-in is known. */
export async function obtainDatabase(
  environment: Environment,
  masterKey: MasterKey,
): Promise<ObtainedDatabase> {
  const { ownerUrl, appUrl, sealerUrl } = environment.database;
  if (!ownerUrl && appUrl && sealerUrl) return { logins: { app: appUrl, sealer: sealerUrl }, stop: nothing };
  const server = ownerUrl
    ? { ownerUrl, stop: nothing }
    : await startOwn(join(environment.dataDirectory, 'postgres'));
  try {
    const derived = deriveLogins(server.ownerUrl, masterKey);
    const logins = { app: appUrl ?? derived.app, sealer: sealerUrl ?? derived.sealer };
    await migrate(server.ownerUrl.reveal(), logins);
    return { logins, stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

const nothing = (): Promise<void> => Promise.resolve();

async function startOwn(
  directory: string,
): Promise<{ ownerUrl: Redacted<string>; stop: () => Promise<void> }> {
  const server = await startEmbeddedPostgres({ directory, databases: [DATABASE] });
  return { ownerUrl: new Redacted(server.url(DATABASE)), stop: () => server.stop() };
}
