import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { newId } from '../../../src/kernel';
import { loadMasterKey } from '../../../src/platform/crypto/root-key-file';
import { type BrokerProcess, ProductProcess } from '../../support/broker-process';
import { ask, eventually } from '../../support/postgres-client';
import { Installation } from './installation';
import type { PersonAtHand } from './person-at-hand';
import { SecretSearch } from './secret-search';
import { wholeDatabase } from './whole-database';

jest.setTimeout(300_000);

const MANY = 6_000;

/** Two processes that serve people all the time, while a command seals everything under a new key, is killed, and is called again. */
describe('root keys are rotated while two processes serve', () => {
  let site: Installation;
  let brokers: BrokerProcess[];
  let here: PersonAtHand;
  let there: PersonAtHand;
  const answers: string[] = [];
  let serving = true;

  beforeAll(async () => {
    site = await Installation.make();
    const first = await site.start();
    const second = await site.startBeside();
    brokers = [first, second];
    here = await site.person('lea');
    there = await here.elsewhere(second.url);
    const masterKey = await loadMasterKey({ masterKeyFile: keyFile() });
    const people = Array.from({ length: MANY }, () => newId());
    await sql(
      `INSERT INTO person_key (person_id, wrapped, created_at)
       SELECT id, wrapped, now() FROM unnest($1::uuid[], $2::bytea[]) AS fresh (id, wrapped)`,
      [people, people.map((id) => masterKey.seal('person keys', id, randomBytes(32)))],
    );
  });
  afterAll(() => site?.remove());

  const keyFile = () => join(site.dataDirectory, 'keys', 'master.key');
  const sql = (text: string, values: unknown[] = []) => ask(site.databaseUrl, text, values);
  const command = (...words: string[]) =>
    ProductProcess.command(words, { DATABASE_URL: site.databaseUrl, SALLYPORT_DATA_DIR: site.dataDirectory });
  async function finished(...words: string[]): Promise<string> {
    const process = command(...words);
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
    const killed = command('keys', 'rotate');
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
    expect(answers.length).toBeGreaterThan(10);
    expect(answers.filter((answer) => !/^200( [1-9]\d*)?$/.test(answer))).toEqual([]);
    for (const broker of brokers) expect(broker.running).toBe(true);
  });

  it('I17 nothing that was sealed, and no key, can be read in a dump afterwards', async () => {
    const rows = await wholeDatabase(site.databaseUrl);
    const secrets = new SecretSearch();
    const [, base64] = /"key": "([^"]{44})"/.exec(readFileSync(keyFile(), 'utf8'))!;
    secrets.add('the root key', base64);
    secrets.add('the root key, in hexadecimal', Buffer.from(base64, 'base64').toString('hex'));
    secrets.add('the seed of lea', site.secretsOf('lea').totpSeed);
    expect(secrets.foundIn(rows)).toEqual([]);
  });
});
