import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { DataSource } from 'typeorm';
import { HOUR, ManualClock, newId } from '../../kernel';
import { personal } from '../../platform/database/audit-event';
import { anEvent, TestTrail } from '../../../test/builders/audit-trail';
import { DATABASE, startTestPostgres, type TestPostgres } from '../../../test/support/postgres';
import { auditCommands } from './audit.commands';
import { AuditTrail } from './reading/audit-trail';
import { ErasePersonalData } from './retention/erase-personal-data';
import { newSignerKey, parseSignerKey, verifierKeyOf } from './domain/signed-note';

jest.setTimeout(60_000);

// Threads cannot run TypeScript; verify-database.it.spec.ts reads exports on several in a process of its own.
jest.mock('node:os', () => ({ ...jest.requireActual<object>('node:os'), availableParallelism: () => 0 }));

describe('sallyport audit', () => {
  let postgres: TestPostgres;
  let trail: TestTrail;
  let keyFile: string;
  const clock = new ManualClock(new Date('2026-04-01T10:00:00.000Z'));

  let dataSource: DataSource;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    dataSource = new DataSource({ type: 'postgres', url: postgres.url(DATABASE, 'sallyport_app') });
    await dataSource.initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await postgres.stop();
  });
  beforeEach(async () => {
    clock.set(new Date('2026-04-01T10:00:00.000Z'));
    trail = await TestTrail.fresh(postgres, clock);
    keyFile = join(trail.folder, 'signer.key');
    writeFileSync(keyFile, `${trail.signerKey}\n`, { mode: 0o600 });
    await trail.recordMany(10);
    await trail.seal();
  });
  afterEach(() => trail.close());

  const run = async (...args: string[]): Promise<{ output: string; exitCode: number }> => {
    const output = new PassThrough();
    const printed = text(output);
    let exitCode = 0;
    const program = new Command('sallyport').exitOverride();
    auditCommands(program, {
      withDatabase: (work) => work(trail.reader),
      withErasure: (work) => work(new ErasePersonalData(trail.unitOfWork(dataSource), trail.personKeys)),
      auditKeyFile: () => keyFile,
      clock,
      output,
      setExitCode: (code) => {
        exitCode = code;
      },
    });
    await program.parseAsync(['audit', ...args], { from: 'user' });
    output.end();
    return { output: await printed, exitCode };
  };
  const file = (name: string): string => join(trail.folder, name);

  it('prints the verifier key, and never the private one', async () => {
    expect((await run('key')).output).toBe(`${verifierKeyOf(parseSignerKey(trail.signerKey))}\n`);
  });

  it('verifies the database and says so', async () => {
    expect(await run('verify')).toEqual({
      exitCode: 0,
      output:
        'Verified: 10 events under 1 checkpoints.\n' +
        'Newest checkpoint: 10 events, signed 2026-04-01T10:00:00.000Z.\n' +
        'The trail is whole.\n',
    });
  });

  it('verifies an export that it wrote, with a key that was handed over, and without a database', async () => {
    await run('export', '--to', file('trail.ndjson'));
    expect(statSync(file('trail.ndjson')).mode & 0o777).toBe(0o600);
    expect((await run('export')).output).toBe(readFileSync(file('trail.ndjson'), 'utf8'));
    writeFileSync(file('key.txt'), (await run('key')).output);
    keyFile = file('not-here');
    const flags = ['verify', '--from', file('trail.ndjson'), '--key', `@${file('key.txt')}`, '--json'];
    const { output, exitCode } = await run(...flags);
    expect(exitCode).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      ok: true,
      verified: 10,
      newest: { size: 10 },
      findings: [],
      sentences: [],
    });
  });

  it('ends with 1 and a sentence when something is wrong', async () => {
    await trail.tamper("UPDATE audit_event SET body = body || ' '::bytea WHERE seq = 4");
    const { output, exitCode } = await run('verify');
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /^BROKEN: Event 4 is not the one that was sealed: its bytes were changed\.\nThe trail is NOT whole\.$/m,
    );
  });

  it('compares with checkpoints that were kept, and with an age', async () => {
    writeFileSync(file('kept.note'), readFileSync(trail.memoryPath));
    expect((await run('verify', '--seen', file('kept.note'), '--max-age', '1h')).exitCode).toBe(0);
    clock.advance(2 * HOUR);
    expect(await run('verify', '--max-age', '1h')).toMatchObject({
      exitCode: 1,
      output: expect.stringMatching(/out of date/) as string,
    });
    await trail.tamper('TRUNCATE audit_event, audit_seal, audit_checkpoint');
    expect(await run('verify', '--seen', file('kept.note'))).toMatchObject({
      exitCode: 1,
      output: expect.stringMatching(/you have seen 10 signed events, and this log ends at 0/) as string,
    });
  });

  it.each([
    ['a key that is none', ['verify', '--key', 'nonsense'], 'audit.bad_input'],
    ['a key file that is not there', ['verify', '--key', '@/nowhere/key'], 'audit.no_such_file'],
    [
      'a checkpoint of another log',
      ['verify', '--key', '@other.key', '--seen', 'signer.checkpoint'],
      'audit.bad_input',
    ],
    ['a person that is none', ['erase-person', 'alice', '--reason', 'x'], 'audit.bad_person'],
    ['a duration that is none', ['verify', '--max-age', 'soon'], 'audit.bad_duration'],
  ])('refuses %s', async (_, args, code) => {
    writeFileSync(file('other.key'), verifierKeyOf(parseSignerKey(newSignerKey('other/log'))));
    const inFolder = args.map((arg) =>
      /\.(key|checkpoint)$/.test(arg) ? arg.replace(/^@?/, (at) => `${at}${trail.folder}/`) : arg,
    );
    await expect(run(...inFolder)).rejects.toMatchObject({ code });
  });

  it('replaces the signer key and goes on to trust what the old one signed', async () => {
    const before = (await run('key')).output;
    const after = (await run('rotate-key')).output;
    expect(after.split('\n').slice(1).join('\n')).toBe(before);
    expect((await run('key')).output).toBe(after);
    expect((await run('verify')).exitCode).toBe(0);
  });

  it('erases what is personal about somebody, on the record, and nothing else', async () => {
    const person = newId();
    await trail.record([
      anEvent('', { type: 'tests.personal', data: { reason: personal(person, 'private') } }),
    ]);
    expect((await run('erase-person', person, '--reason', 'Asked for it')).output).toMatch(/^Erased/);
    expect((await run('erase-person', person, '--reason', 'Asked again')).output).toMatch(
      /^That was done before/,
    );
    const events = await new AuditTrail(trail.personKeys).about(
      trail.reader,
      { kind: 'person', id: person },
      10,
    );
    expect(events.map(({ type, data }) => [type, data.reason])).toEqual([
      ['tests.personal', undefined],
      ['audit.personal_data_erased', 'Asked for it'],
      ['audit.personal_data_erased', 'Asked again'],
    ]);
    expect(events[0].personal.reason).toMatchObject({ value: '[erased]', erased: true });
    await trail.seal();
    expect((await run('verify')).exitCode).toBe(0);
  });

  it('makes no key where there is none', async () => {
    keyFile = file('not-here');
    await expect(run('verify')).rejects.toMatchObject({ code: 'audit.no_key' });
    expect(() => statSync(keyFile)).toThrow();
  });
});
