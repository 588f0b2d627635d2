import type { INestApplicationContext } from '@nestjs/common';
import { Command } from 'commander';
import { Redacted } from '../../kernel';
import { provideSecret } from '../../platform/config/environment';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { wholeDatabase } from '../../../test/e2e/faults/whole-database';
import { SecretSearch } from '../../../test/e2e/faults/secret-search';
import { startPolicyApp } from '../../../test/support/policy-app';
import { ask } from '../../../test/support/postgres-client';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres';
import { RemoveSecret } from './remove-secret';
import { ResolveSecret } from './resolve-secret';
import { secretCommands } from './secret.commands';
import { SetSecret } from './set-secret';
import { StoredSecretRepository } from './stored-secret.repository';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

const CANARY = 'postgres://broker:canary-9182736455@target.example/app';

describe('stored secrets', () => {
  let postgres: TestPostgres;
  let app: INestApplicationContext;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await startPolicyApp(postgres);
  });
  afterAll(async () => {
    await app.close();
    await postgres.stop();
  });
  beforeEach(() => sql('DELETE FROM stored_secret'));

  const sql = (text: string, values: unknown[] = []) => ask(postgres.url('sallyport'), text, values);
  const resolve = async (reference: string) => (await app.get(ResolveSecret).run(reference)).reveal();
  const events = async () =>
    (
      await sql(
        `SELECT convert_from(body, 'UTF8') AS body FROM audit_event WHERE type LIKE 'keys.%' ORDER BY recorded_at, id`,
      )
    ).map(({ body }) => JSON.parse(body) as { type: string; subject: { id: string }; data: object });

  async function run(words: string, value = CANARY): Promise<string> {
    let text = '';
    const program = new Command().exitOverride();
    secretCommands(program, {
      withSecrets: (work) =>
        work({
          uow: app.get(UnitOfWork),
          set: app.get(SetSecret),
          remove: app.get(RemoveSecret),
          secrets: app.get(StoredSecretRepository),
        }),
      references: [{ table: 'system', column: 'credential_reference', words: 'system' }],
      readValue: () => Promise.resolve(new Redacted(value)),
      operator: () => 'root',
      write: (more) => (text += more),
    });
    await program.parseAsync(['secret', ...words.split(' ')], { from: 'user' });
    return text;
  }

  it('are set, listed without their value, resolved, replaced at once, and forgotten; each is an event', async () => {
    expect(await run('ls')).toBe('No secret is stored here.\n');
    expect(await run('set customer-db')).toContain('secret:customer-db');
    expect(await resolve('secret:customer-db')).toBe(CANARY);
    const listed = await run('ls');
    expect(listed).toMatch(
      /customer-db +\d{4}-\d\d-\d\d \d\d:\d\d UTC +root +\d{4}-.* +[0-9a-f]{16} +nothing refers to it/,
    );
    expect(listed).not.toContain('canary');

    expect(await run('set customer-db', 'another')).toContain('without a restart');
    expect(await resolve('secret:customer-db')).toBe('another');
    await run('rm customer-db');
    await expect(resolve('secret:customer-db')).rejects.toMatchObject({
      detail: 'No secret "customer-db" is stored here. Store it with `sallyport secret set customer-db`.',
    });
    expect((await events()).map(({ type, subject }) => `${type} ${subject.id}`)).toEqual([
      'keys.secret_stored customer-db',
      'keys.secret_replaced customer-db',
      'keys.secret_removed customer-db',
    ]);
  });

  it('I17 are nowhere in the database to be read, nor in what is said of them', async () => {
    const secrets = new SecretSearch();
    secrets.add('the stored secret', CANARY);
    const said = [await run('set customer-db'), await run('ls')];
    await resolve('secret:customer-db');
    const rows = await wholeDatabase(postgres.url('sallyport'));
    expect(rows).toContain('-- public.stored_secret');
    expect(secrets.foundIn(`${rows}${said.join('')}`)).toEqual([]);
  });

  it('open in no other row, and not when a byte was changed', async () => {
    await run('set one');
    await run('set two', 'the other');
    await sql(
      `UPDATE stored_secret SET wrapped_key = other.wrapped_key, ciphertext = other.ciphertext
       FROM stored_secret other WHERE stored_secret.name = 'two' AND other.name = 'one'`,
    );
    await expect(resolve('secret:two')).rejects.toThrow('does not open');
    for (const column of ['wrapped_key', 'ciphertext']) {
      await run('set one');
      await sql(
        `UPDATE stored_secret SET ${column} = set_byte(${column}, 20, get_byte(${column}, 20) # 1) WHERE name = 'one'`,
      );
      await expect(resolve('secret:one')).rejects.toThrow('does not open');
    }
  });

  it('are kept while the policy in force refers to them, unless somebody insists', async () => {
    await sql(
      `INSERT INTO system (id, key, name, kind, environment, settings, credential_reference)
       VALUES (gen_random_uuid(), 'crm', 'CRM', 'postgres', 'production', '{}', 'secret:crm')`,
    );
    expect(await run('ls')).toContain('Missing: the policy refers to `secret:crm`');
    await run('set crm');
    await expect(run('rm crm')).rejects.toMatchObject({
      code: 'keys.secret_in_use',
      detail: expect.stringContaining('system crm') as unknown,
    });
    expect(await resolve('secret:crm')).toBe(CANARY);
    await run('rm crm --force');
    expect((await events()).at(-1)).toMatchObject({ data: { stillReferredToBy: ['system crm'] } });
    await sql(`UPDATE system SET retired_at = now() WHERE key = 'crm'`);
    await run('set crm');
    await run('rm crm');
  });

  it('are refused when empty, too long or badly named, and nothing is stored', async () => {
    await expect(run('set empty', '')).rejects.toMatchObject({ code: 'keys.empty_secret' });
    await expect(run('set long', 'x'.repeat(65_537))).rejects.toMatchObject({ code: 'keys.long_secret' });
    for (const name of ['Upper', '.dot', 'a/b', 'x'.repeat(64)])
      await expect(run(`set ${name}`)).rejects.toMatchObject({ code: 'keys.bad_secret_name' });
    await expect(run('rm nobody')).rejects.toMatchObject({ code: 'keys.no_such_secret' });
    expect(await sql('SELECT FROM stored_secret')).toEqual([]);
  });

  it('leave references of other kinds to the process', async () => {
    provideSecret('SALLYPORT_SECRET_ELSEWHERE', 'from the environment');
    expect(await resolve('env:SALLYPORT_SECRET_ELSEWHERE')).toBe('from the environment');
    await expect(resolve('env:SALLYPORT_SECRET_NOWHERE')).rejects.toMatchObject({
      code: 'secrets.unresolved',
    });
  });

  it('survive a broken event as if nothing had happened (I9)', async () => {
    await run('set one', 'before');
    await sql(`ALTER TABLE audit_event ADD CONSTRAINT no_keys CHECK (type NOT LIKE 'keys.%') NOT VALID`);
    await expect(run('set one', 'after')).rejects.toThrow();
    await sql('ALTER TABLE audit_event DROP CONSTRAINT no_keys');
    expect(await resolve('secret:one')).toBe('before');
  });
});
