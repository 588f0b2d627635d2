import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describeWhere } from '../support/describe-where';
import { missingPrograms } from '../support/programs';

/** Each test starts processes, which takes its time on a busy machine. */
jest.setTimeout(60_000);

const script = resolve(__dirname, '../../deploy/make-secrets.sh');

describeWhere(missingPrograms('openssl'))('deploy/make-secrets.sh', () => {
  let folder: string;
  const run = (): string => execFileSync('sh', [join(folder, 'make-secrets.sh')], { encoding: 'utf8' });
  const secret = (name: string): string => readFileSync(join(folder, 'secrets', name), 'utf8').trim();
  const all = (): string[] => readdirSync(join(folder, 'secrets')).filter((name) => name !== 'targets');
  const urls = ['database_url', 'database_app_url', 'database_sealer_url'];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-secrets-'));
    cpSync(script, join(folder, 'make-secrets.sh'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('makes three log-ins with passwords of 256 bits, each its own, behind a closed folder', () => {
    run();
    expect(all().sort()).toEqual(['database_owner_password', ...urls].sort());
    const passwords = urls.map((name) => new URL(secret(name)).password);
    expect(new Set(passwords).size).toBe(3);
    for (const password of passwords) expect(password).toMatch(/^[0-9a-f]{64}$/);
    expect(secret('database_owner_password')).toBe(new URL(secret('database_url')).password);
    expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700);
  });

  it('I17: prints none of them', () => {
    const output = run();
    for (const name of urls) expect(output).not.toContain(new URL(secret(name)).password);
  });

  it('changes nothing the second time', () => {
    run();
    const before = urls.map(secret);
    expect(run()).toContain('nothing was changed');
    expect(urls.map(secret)).toEqual(before);
  });

  it('finishes what an earlier run began, with the same owner', () => {
    run();
    const owner = secret('database_owner_password');
    rmSync(join(folder, 'secrets/database_url'));
    rmSync(join(folder, 'secrets/database_sealer_url'));
    run();
    expect(new URL(secret('database_url')).password).toBe(owner);
    expect(secret('database_sealer_url')).toContain('sallyport_sealer');
  });
});
