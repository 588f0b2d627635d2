import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
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
  const all = (): string[] =>
    readdirSync(join(folder, 'secrets')).filter((name) => !['aws', 'targets'].includes(name));
  const urls = ['database_url', 'database_app_url', 'database_sealer_url'];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-secrets-'));
    cpSync(script, join(folder, 'make-secrets.sh'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('makes three log-ins with passwords of 256 bits, each its own, behind a closed folder', () => {
    run();
    expect(all().sort()).toEqual(['database_owner_password', 'smtp_url', ...urls].sort());
    expect(secret('smtp_url')).toBe('');
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

  it('lets the containers read what was copied there with a private key’s mode, behind the closed folder', () => {
    run();
    const copied = ['smtp_url', 'tls_certificate.pem', 'tls_key.pem', 'targets/billing', 'aws/credentials'];
    for (const name of copied) writeFileSync(join(folder, 'secrets', name), 'a secret', { mode: 0o600 });
    for (const name of ['targets', 'aws']) chmodSync(join(folder, 'secrets', name), 0o700);
    chmodSync(join(folder, 'secrets'), 0o755);
    expect(run()).toContain('they can read it');
    const mode = (name: string): number => statSync(join(folder, 'secrets', name)).mode & 0o777;
    expect(copied.map(mode)).toEqual(Array(5).fill(0o644));
    expect(urls.map(mode)).toEqual([0o644, 0o644, 0o644]);
    expect([mode('.'), mode('targets'), mode('aws')]).toEqual([0o700, 0o755, 0o755]);
    expect(copied.map(secret)).toEqual(Array(5).fill('a secret'));
  });

  it('says which file is missing', () => {
    expect(run()).toContain('Missing: deploy/secrets/tls_key.pem');
    writeFileSync(join(folder, 'secrets/tls_certificate.pem'), 'chain', { mode: 0o600 });
    const output = run();
    expect(output).not.toContain('tls_certificate');
    expect(output).toContain('Missing: deploy/secrets/tls_key.pem');
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
