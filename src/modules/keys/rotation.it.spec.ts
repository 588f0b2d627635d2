import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { newId, Redacted, systemClock } from '../../kernel';
import { SEALED_COLUMNS } from '../../cli/kept-secrets';
import { sealBytes } from '../../platform/crypto/authenticated-encryption';
import type { MasterKey } from '../../platform/crypto/master-key';
import { loadMasterKey } from '../../platform/crypto/root-key-file';
import { deriveKey, rootKeyIdOf } from '../../platform/crypto/root-key';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { SecretSearch } from '../../../test/e2e/faults/secret-search';
import { wholeDatabase } from '../../../test/e2e/faults/whole-database';
import { startPolicyApp } from '../../../test/support/policy-app';
import { ask } from '../../../test/support/postgres-client';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres';
import { ResolveSecret } from './resolve-secret';
import { RetireRootKeys } from './retire-root-key';
import { RootKeyRepository } from './root-key.repository';
import { RotateRootKey } from './rotate-root-key';
import { SetSecret } from './set-secret';

jest.setTimeout(60_000);

/** Bytes that open nothing: hashes, and what is public. */
const NOT_SEALED = [
  /_hash(es)?$/,
  /^audit_/,
  /^installation\.key_check$/,
  /^root_key\.id$/,
  /_root_key$/,
  /^passkey\.(credential_id|public_key)$/,
  /^stored_secret\.ciphertext$/,
  // A policy file refers to secrets and holds none.
  /^policy_change\.file$/,
];

const CANARY = 'canary-1928374650-of-a-target';
const MANY = 450;

describe('rotation of the root key', () => {
  let postgres: TestPostgres;
  let folder: string;
  let settings: { masterKeyFile: string };
  let single: Buffer;
  let masterKey: MasterKey;
  let app: INestApplicationContext;
  let people: { id: string; bytes: Buffer }[];

  beforeEach(async () => {
    postgres = await startTestPostgres();
    folder = mkdtempSync(join(tmpdir(), 'sallyport-rotation-'));
    settings = { masterKeyFile: join(folder, 'master.key') };
    single = randomBytes(32);
    writeFileSync(settings.masterKeyFile, single.toString('base64'), { mode: 0o600 });
    masterKey = await loadMasterKey(settings);
    app = await startPolicyApp(postgres, { masterKey, ...settings, clock: systemClock });
    await app.get(SetSecret).run('customer-db', new Redacted(CANARY), 'root');
    people = Array.from({ length: MANY }, () => ({ id: newId(), bytes: randomBytes(32) }));
    await savePeople(
      people.map(({ id, bytes }, index) => [
        id,
        index % 2 ? masterKey.seal('person keys', id, bytes) : inOldForm(id, bytes),
      ]),
    );
  });
  afterEach(async () => {
    await app.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As it was sealed before keys had names. */
  const inOldForm = (id: string, bytes: Buffer): Buffer =>
    sealBytes(deriveKey(single, 'person keys'), id, bytes);
  const sql = (text: string, values: unknown[] = []) => ask(postgres.url('sallyport'), text, values);
  const savePeople = (rows: [string, Buffer][]) =>
    sql(
      `INSERT INTO person_key (person_id, wrapped, created_at)
       SELECT id, wrapped, now() FROM unnest($1::uuid[], $2::bytea[]) AS fresh (id, wrapped)`,
      [rows.map(([id]) => id), rows.map(([, wrapped]) => wrapped)],
    );
  const wrapped = () =>
    sql('SELECT person_id AS id, wrapped FROM person_key ORDER BY 1') as Promise<
      { id: string; wrapped: Buffer }[]
    >;
  const rotate = (tell: (line: string) => void = () => undefined) =>
    app
      .get(RotateRootKey)
      .run({ columns: SEALED_COLUMNS, by: 'root', leaveKms: false, waitSeconds: 0, tell });
  const retire = () => app.get(RetireRootKeys).run({ columns: SEALED_COLUMNS, by: 'root' });
  const heldBy = async () => {
    const holdings = await app.get(RootKeyRepository).holdings(app.get(UnitOfWork).reader, SEALED_COLUMNS);
    return new Set(holdings.map(({ rootKey }) => rootKey));
  };
  const keyEvents = async () =>
    (await sql(`SELECT type FROM audit_event WHERE type LIKE 'keys.ro%' ORDER BY recorded_at, id`)).map(
      ({ type }) => type as string,
    );

  async function everythingOpens(): Promise<void> {
    const rows = await wrapped();
    expect(rows).toHaveLength(MANY);
    for (const { id, bytes } of people) {
      const row = rows.find((one) => one.id === id)!;
      expect(masterKey.open('person keys', id, row.wrapped)).toEqual(bytes);
    }
    expect((await app.get(ResolveSecret).run('secret:customer-db')).reveal()).toBe(CANARY);
  }

  it('reaches every column that the database has sealed, and there is no other', async () => {
    const referring = await sql(
      `SELECT conrelid::regclass || '.' || attname AS name FROM pg_constraint
       JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE confrelid = 'root_key'::regclass`,
    );
    const declared = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort();
    expect(referring.map(({ name }) => String(name).replace(/_root_key$/, '')).sort()).toEqual(declared);
    const bytes = await sql(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type = 'bytea'`,
    );
    const unexplained = bytes
      .map(({ name }) => String(name))
      .filter((name) => !declared.includes(name) && !NOT_SEALED.some((pattern) => pattern.test(name)));
    expect(unexplained).toEqual([]);
  });

  it('seals everything anew, and then the old key can go; nothing of either is readable in the database', async () => {
    const old = masterKey.current.id;
    await expect(retire()).resolves.toEqual([]);
    const said: string[] = [];
    const fresh = await rotate((line) => said.push(line));
    expect(fresh).not.toBe(old);
    expect(said).toContain(`keys of people: ${MANY} sealed anew`);
    expect(await heldBy()).toEqual(new Set([fresh]));
    await everythingOpens();
    expect(await keyEvents()).toEqual(['keys.rotation_begun', 'keys.rotation_finished']);

    expect(await retire()).toEqual([old]);
    expect(readFileSync(settings.masterKeyFile, 'utf8')).not.toContain(single.toString('base64'));
    expect((await loadMasterKey(settings)).rootKeys.map(({ id }) => id)).toEqual([fresh]);
    expect((await sql(`SELECT encode(id, 'hex') AS id FROM root_key`)).map(({ id }) => id as string)).toEqual(
      [fresh],
    );
    masterKey.take({
      rootKeys: [{ key: masterKey.current, usedFrom: new Date(0) }],
      installationSecret: single,
    });
    await everythingOpens();

    const secrets = new SecretSearch();
    secrets.add('the stored secret', CANARY);
    const dump = await wholeDatabase(postgres.url('sallyport'));
    const keys = [single, masterKey.current.reveal(), ...people.map(({ bytes }) => bytes)];
    for (const key of keys)
      for (const form of ['hex', 'base64'] as const) expect(dump).not.toContain(key.toString(form));
    expect(secrets.foundIn(dump)).toEqual([]);
  });

  it('goes on wherever it was cut off, and everything opens in between', async () => {
    const cut = new Error('cut off');
    for (let step = 1, finished = false; !finished; step += 1) {
      let told = 0;
      const cutOff = () => {
        told += 1;
        if (told === step) throw cut;
      };
      finished = await rotate(cutOff).then(
        () => true,
        (error: unknown) => {
          expect(error).toBe(cut);
          return false;
        },
      );
      await everythingOpens();
      if (!finished) await expect(retire()).rejects.toMatchObject({ kind: 'conflict' });
      expect(step).toBeLessThan(20);
    }
    expect((await heldBy()).size).toBe(1);
    expect((await keyEvents()).filter((type) => type === 'keys.rotation_begun')).toHaveLength(1);
    expect(await retire()).toHaveLength(1);
    await everythingOpens();
  });

  it('a value that a process seals under the retired key is refused by the database, not lost later', async () => {
    const old = masterKey.current;
    await rotate();
    await retire();
    const id = newId();
    await expect(savePeople([[id, old.seal('person keys', id, randomBytes(32))]])).rejects.toMatchObject({
      code: '23503',
    });
  });

  it('a key that something was sealed under meanwhile is not retired', async () => {
    const old = masterKey.current;
    await rotate();
    const id = newId();
    await savePeople([[id, old.seal('person keys', id, randomBytes(32))]]);
    await expect(retire()).rejects.toMatchObject({
      code: 'keys.still_needed',
      detail: expect.stringContaining('1 keys of people') as unknown,
    });
    expect((await loadMasterKey(settings)).rootKeys).toHaveLength(2);
  });

  it('a damaged value stays as it is, is named, and keeps the old key', async () => {
    const [{ id, wrapped: before }] = await wrapped();
    await sql('ALTER TABLE person_key DISABLE TRIGGER person_key_only_erased');
    const damaged = Buffer.from(before);
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 1) ^ 1, damaged.length - 1);
    await sql('UPDATE person_key SET wrapped = $2 WHERE person_id = $1', [id, damaged]);
    await sql('ALTER TABLE person_key ENABLE TRIGGER person_key_only_erased');
    await expect(rotate()).rejects.toMatchObject({
      code: 'keys.shut_values',
      detail: expect.stringContaining(id) as unknown,
    });
    const rows = await wrapped();
    expect(rows.find((row) => row.id === id)?.wrapped).toEqual(damaged);
    const others = rows.filter((row) => row.id !== id);
    expect(new Set(others.map((row) => rootKeyIdOf(row.wrapped)))).toEqual(new Set([masterKey.current.id]));
    await expect(retire()).rejects.toMatchObject({ code: 'keys.rotation_unfinished' });
  });

  it('a key of a person is still replaced by nothing, and an erased one comes back by no rotation', async () => {
    const [{ id, wrapped: before }, erased] = await wrapped();
    await expect(
      sql('UPDATE person_key SET wrapped = $2 WHERE person_id = $1', [
        id,
        Buffer.concat([before.subarray(0, 9), Buffer.of(1)]),
      ]),
    ).rejects.toThrow(/only grows/);
    await sql('UPDATE person_key SET wrapped = NULL, erased_at = now() WHERE person_id = $1', [erased.id]);
    await rotate();
    expect((await wrapped()).find((row) => row.id === erased.id)?.wrapped).toBeNull();
  });
});
