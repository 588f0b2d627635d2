import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { newId } from '../../../src/kernel';
import { loadMasterKey } from '../../../src/platform/crypto/root-key-file';
import { KMS_KEY, KmsPeer } from '../../peers/kms/kms-peer';
import { type BrokerProcess, ProductProcess } from '../../support/broker-process';
import { ask, eventually } from '../../support/postgres-client';
import { withVariables } from '../../support/environment-variables';
import { Installation } from './installation';
import type { PersonAtHand } from './person-at-hand';
import { SecretSearch } from './secret-search';
import { wholeDatabase } from './whole-database';

jest.setTimeout(300_000);

const MANY = 6_000;

/** Two processes that serve people all the time, while a command seals everything under a new key, is killed, and is called again. */
describe('root keys are rotated while two processes serve', () => {
  let site: Installation;
  let kms: KmsPeer;
  let brokers: BrokerProcess[];
  let here: PersonAtHand;
  let there: PersonAtHand;
  /** In use at some time. */
  const rootKeys: Buffer[] = [];
  const answers: string[] = [];
  let serving = true;

  beforeAll(async () => {
    kms = await KmsPeer.start();
    site = await Installation.make();
    const first = await site.start({ settings: kms.settings });
    const second = await site.startBeside({ settings: kms.settings });
    brokers = [first, second];
    here = await site.person('lea');
    there = await here.elsewhere(second.url);
    const masterKey = await loadMasterKey({ masterKeyFile: keyFile() });
    rootKeys.push(masterKey.current.reveal());
    const people = Array.from({ length: MANY }, () => newId());
    await sql(
      `INSERT INTO person_key (person_id, wrapped, created_at)
       SELECT id, wrapped, now() FROM unnest($1::uuid[], $2::bytea[]) AS fresh (id, wrapped)`,
      [people, people.map((id) => masterKey.seal('person keys', id, randomBytes(32)))],
    );
  });
  afterAll(async () => {
    await site?.remove();
    await kms?.stop();
  });

  const keyFile = () => join(site.dataDirectory, 'keys', 'master.key');
  const sql = (text: string, values: unknown[] = []) => ask(site.databaseUrl, text, values);
  /** With the operator's own credential at KMS, which is not the processes'. */
  const command = (words: readonly string[], settings: Readonly<Record<string, string>> = {}) =>
    ProductProcess.command(words, {
      DATABASE_URL: site.databaseUrl,
      SALLYPORT_DATA_DIR: site.dataDirectory,
      ...kms.settingsOf(kms.operator),
      ...settings,
    });
  const rotateToKms = (waitSeconds: number) =>
    command(['keys', 'rotate', '--wait', `${waitSeconds}`], { SALLYPORT_KMS_KEY: KMS_KEY });
  const filed = () =>
    (
      JSON.parse(readFileSync(keyFile(), 'utf8')) as {
        rootKeys: { provider: string; usedFrom: string | null }[];
      }
    ).rootKeys;
  const links = async (one: PersonAtHand, other: PersonAtHand): Promise<number> => {
    const request = await one.ask();
    const { status } = await other.get(`/requests/${request.id}/approval-links`);
    await one.post(`/requests/${request.id}/cancel`);
    return status;
  };
  async function finished(...words: string[]): Promise<string> {
    const process = command(words);
    await eventually(
      () => Promise.resolve(process.running),
      (running) => !running,
      120_000,
    );
    return process.output;
  }
  const keysInUse = async () =>
    (await sql(`SELECT DISTINCT encode(wrapped_root_key, 'hex') AS id FROM person_key`)).map(
      ({ id }) => id as string,
    );

  /** One process seals links to an approval, the other opens them. */
  async function serve(): Promise<void> {
    for (let turn = 0; serving; turn += 1) {
      const [one, other] = turn % 2 ? [here, there] : [there, here];
      const request = await one.ask();
      const { status, body } = await other.get(`/requests/${request.id}/approval-links`);
      answers.push(`${status} ${body.items?.length ?? JSON.stringify(body)}`);
      const cancelled = await other.post(`/requests/${request.id}/cancel`);
      answers.push(`${cancelled.status}`);
    }
  }

  /** A rotation comes as far as the last of them and not to its end, however fast it is. */
  async function lastKeyHeld(): Promise<Client> {
    const client = new Client({ connectionString: site.databaseUrl });
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT FROM person_key ORDER BY person_id::text DESC LIMIT 1 FOR UPDATE');
    return client;
  }

  it('nobody notices, a killed rotation is finished by the next, and the old key can go', async () => {
    const [old] = await keysInUse();
    const people = serve();
    const held = await lastKeyHeld();
    const killed = command(['keys', 'rotate']);
    await eventually(
      () => Promise.resolve(killed.output),
      (output) => output.includes('keys of people: '),
      120_000,
    );
    await killed.kill9();
    await held.end();
    expect(await keysInUse()).toHaveLength(2);
    expect(await finished('keys', 'retire', '--yes')).toContain('not finished');

    const output = await finished('keys', 'rotate');
    expect(output).toContain('going on with it');
    expect(output).toContain('Done.');
    const [fresh, ...others] = await keysInUse();
    expect(others).toEqual([]);
    expect(fresh).not.toBe(old);
    expect(await finished('keys', 'ls')).toMatch(new RegExp(`${old} +older.*nothing\\n${fresh} +current`));
    expect(await finished('keys', 'retire', '--yes')).toContain(`Retired: ${old}.`);
    serving = false;
    await people;
    rootKeys.push((await loadMasterKey({ masterKeyFile: keyFile() })).current.reveal());
    expect(answers.length).toBeGreaterThan(10);
    expect(answers.filter((answer) => !/^200( [1-9]\d*)?$/.test(answer))).toEqual([]);
    for (const broker of brokers) expect(broker.running).toBe(true);
  });

  it('moves no value to a key of KMS that the serving processes may not open, and says which and why', async () => {
    const before = await keysInUse();
    kms.forbidden.add('kms:Decrypt');
    const why = /allow kms:GenerateDataKey and kms:Decrypt/g;
    const interrupted = rotateToKms(60);
    await eventually(
      () => Promise.resolve(interrupted.output),
      (output) => output.split('\n').some((line) => line.match(why)?.length === brokers.length),
      60_000,
    );
    await interrupted.kill9();
    expect(filed().at(-1)).toMatchObject({ provider: 'aws-kms', usedFrom: null });
    expect(await links(here, there)).toBe(200);

    const refused = rotateToKms(0);
    expect(await refused.exits()).toBe(1);
    for (const { pid } of brokers) expect(refused.output).toContain(`(process ${pid}, role all): AWS KMS`);
    expect(refused.output).toContain('Nothing was changed');
    expect(filed().map(({ provider }) => provider)).toEqual(['local']);
    expect(await keysInUse()).toEqual(before);
    expect(await links(here, there)).toBe(200);
    kms.forbidden.clear();
  });

  it('waits while KMS hangs or is slow for a process, and not for one that died', async () => {
    kms.mischief = { kind: 'hang' };
    const rotation = rotateToKms(60);
    const [alive, dying] = brokers;
    await eventually(
      () => Promise.resolve(rotation.output),
      (output) => output.includes(`(process ${alive.pid},`) && output.includes(`(process ${dying.pid},`),
      60_000,
    );
    await dying.kill9();
    // Half a minute is not waited for: it is made to lie longer ago.
    await sql(`UPDATE serving_process SET seen_at = seen_at - interval '1 minute' WHERE pid = $1`, [
      dying.pid,
    ]);
    expect(filed().at(-1)).toMatchObject({ provider: 'aws-kms', usedFrom: null });
    expect(await links(here, here)).toBe(200);
    kms.mischief = { kind: 'delay', milliseconds: 1_500 };
    expect(await rotation.exits()).toBe(0);
    expect(await links(here, here)).toBe(200);
    expect(await finished('keys', 'ls')).toMatch(new RegExp(`\\(process ${alive.pid}, role all\\)`));
    expect(await finished('keys', 'retire', '--yes')).toContain('Retired: ');
    expect(filed().map(({ provider }) => provider)).toEqual(['aws-kms']);
    expect(await links(here, here)).toBe(200);
  });

  it('I17 nothing that was sealed, and no key, can be read in a dump afterwards', async () => {
    const rows = await wholeDatabase(site.databaseUrl);
    const secrets = new SecretSearch();
    const masterKeyFile = keyFile();
    const last = await withVariables(kms.settings, () => loadMasterKey({ masterKeyFile }));
    for (const [index, key] of [...rootKeys, last.current.reveal()].entries())
      for (const form of ['base64', 'hex'] as const)
        secrets.add(`root key ${index}, ${form}`, key.toString(form));
    secrets.add('the seed of lea', site.secretsOf('lea').totpSeed);
    expect(secrets.foundIn(rows)).toEqual([]);
  });
});
