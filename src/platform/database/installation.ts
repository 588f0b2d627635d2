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
  await registerRootKey(client, masterKey.current.id);
}

/** The database knows each root key that something may be sealed under, and keeps it for as long as something is. */
export async function registerRootKey(client: pg.ClientBase, id: string): Promise<void> {
  await client.query('INSERT INTO root_key (id) VALUES ($1) ON CONFLICT DO NOTHING', [
    Buffer.from(id, 'hex'),
  ]);
}

/** Throws `installation.not_founded`, `installation.other_key` or `installation.keys_missing`, in words for who is at the terminal. */
export async function assertOwnInstallation(client: pg.ClientBase, masterKey: MasterKey): Promise<void> {
  const stored = await storedCheck(client);
  if (!stored) throw notPrepared();
  if (stored.equals(checkOf(masterKey))) {
    await assertRootKeysHeld(client, masterKey);
    return;
  }
  throw conflict(
    'installation.other_key',
    'This database belongs to an installation with another master key, and nothing was changed. Run this with the ' +
      'settings of that installation: SALLYPORT_DATA_DIR or SALLYPORT_MASTER_KEY_FILE names the key. ' +
      'docs/runbooks/lost-master-key.md says what to do when it is lost.',
  );
}

const notPrepared = (): Error =>
  conflict(
    'installation.not_founded',
    'This database is not prepared yet, or not for this version. Start Sallyport on it, or run `sallyport migrate`, and then ' +
      'try again.',
  );

/** A copy of the key file from before a rotation, or a backup of the database from before a key was retired. */
async function assertRootKeysHeld(client: pg.ClientBase, masterKey: MasterKey): Promise<void> {
  const held = masterKey.rootKeys.map(({ id }) => Buffer.from(id, 'hex'));
  const { rows } = await client
    .query<{ id: string }>(
      `SELECT encode(id, 'hex') AS id FROM root_key WHERE id <> ALL ($1::bytea[]) ORDER BY registered_at`,
      [held],
    )
    .catch((error: unknown) => {
      throw sqlState(error) === UNDEFINED_TABLE ? notPrepared() : error;
    });
  if (rows.length > 0) throw rootKeysMissing(rows.map(({ id }) => id));
}

/** `trouble`: why one in the key file did not open here, in a sentence. */
export const rootKeysMissing = (ids: readonly string[], trouble?: string): Error =>
  conflict(
    'installation.keys_missing',
    `The key file does not hold every root key that this database needs (missing: ${ids.join(', ')}), and nothing was changed. ` +
      (trouble ??
        'Put back the key file that belongs to this state of the database: docs/runbooks/restore-from-backup.md.'),
  );

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
