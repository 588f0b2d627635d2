import pg from 'pg';
import { conflict, type Redacted } from '../../kernel';
import type { MasterKey } from '../crypto/master-key';
import { sqlState } from './unit-of-work';

/** What a master key says of itself: the same key always the same, and nothing about the key (HKDF is one-way). */
const checkOf = (masterKey: MasterKey): Buffer => masterKey.derive('installation');

const UNDEFINED_TABLE = '42P01';

/**
 * Makes the database this key's own at its very first start, and afterwards refuses every other key: log-ins are derived
 * from it, and seeds and personal values are sealed under it. Of two that start together on a new database, one founds.
 */
export async function foundInstallation(client: pg.ClientBase, masterKey: MasterKey): Promise<void> {
  await client.query('INSERT INTO installation (key_check) VALUES ($1) ON CONFLICT DO NOTHING', [
    checkOf(masterKey),
  ]);
  await assertOwnInstallation(client, masterKey);
}

/** Throws `installation.not_founded` or `installation.other_key`, in words for the person at the terminal. */
export async function assertOwnInstallation(client: pg.ClientBase, masterKey: MasterKey): Promise<void> {
  const stored = await storedCheck(client);
  if (!stored) {
    throw conflict(
      'installation.not_founded',
      'This database is not prepared yet. Start Sallyport on it, or run `sallyport migrate`, and then try again.',
    );
  }
  if (stored.equals(checkOf(masterKey))) return;
  throw conflict(
    'installation.other_key',
    'This database belongs to an installation with another master key, and nothing was changed. Run this with the ' +
      'settings of that installation: SALLYPORT_DATA_DIR or SALLYPORT_MASTER_KEY_FILE names the key. ' +
      'docs/runbooks/lost-master-key.md says what to do when it is lost.',
  );
}

/** Undefined while nobody has started on this database, or its schema is from before this was kept. */
async function storedCheck(client: pg.ClientBase): Promise<Buffer | undefined> {
  try {
    const { rows } = await client.query<{ key_check: Buffer }>('SELECT key_check FROM installation');
    return rows.at(0)?.key_check;
  } catch (error) {
    if (sqlState(error) === UNDEFINED_TABLE) return undefined;
    throw error;
  }
}

/** Runs `work` on a connection of its own. */
export async function withConnection<T>(
  url: Redacted<string>,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: url.reveal(),
    application_name: 'sallyport-installation',
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
