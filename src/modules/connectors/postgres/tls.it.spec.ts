import { execFileSync } from 'node:child_process';
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { missingPrograms } from '../../../../test/support/programs';
import { preparePostgresTarget, systemAt, type PostgresTarget } from '../../../../test/peers/postgres-target';
import { describeWhere } from '../../../../test/support/describe-where';
import { startTestPostgres } from '../../../../test/support/postgres';
import { readRecipe, templateRun } from '../../../../test/support/postgres-template';
import { systemClock } from '../../../kernel';
import { PostgresConnector } from './postgres.connector';

/** A certificate for `localhost` that signs itself, and its key, as the server's account can read them. */
async function makeCertificate(folder: string): Promise<{ certificate: string; key: string }> {
  const [certificate, key] = [join(folder, 'server.crt'), join(folder, 'server.key')];
  const request =
    'req -x509 -newkey rsa:2048 -noenc -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost';
  execFileSync('openssl', [...request.split(' '), '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const { runAs } = await readRecipe(templateRun());
  if (runAs) for (const path of [folder, certificate, key]) await chown(path, runAs.uid, runAs.gid);
  return { certificate, key };
}

describeWhere(missingPrograms('openssl'))('TLS to a target', () => {
  const connector = new PostgresConnector(systemClock);
  let folder: string;
  let rootCert: string;
  let target: PostgresTarget;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sallyport-tls-'));
    const { certificate, key } = await makeCertificate(folder);
    rootCert = await readFile(certificate, 'utf8');
    const settings = { ssl: 'on', ssl_cert_file: certificate, ssl_key_file: key };
    target = await preparePostgresTarget(await startTestPostgres({ template: 'bare', settings }));
  }, 60_000);
  afterAll(async () => {
    await connector.close();
    await target.close();
    await target.server.stop();
    await rm(folder, { recursive: true });
  });

  const at = (host: string, settings: Record<string, unknown>) =>
    systemAt(target.brokerUrl().replace('127.0.0.1', host), settings);
  const isEncrypted = async (host: string, settings: Record<string, unknown>): Promise<boolean | undefined> =>
    (await connector.preflight(at(host, settings))).find(({ id }) => id === 'tls')?.ok;
  const refusal = (host: string, settings: Record<string, unknown>): Promise<unknown> =>
    connector.list(at(host, settings)).catch((error: unknown) => error);

  it('verify-full accepts the server that the authority names, and no other', async () => {
    const settings = { sslmode: 'verify-full', sslRootCert: rootCert };

    expect(await isEncrypted('localhost', settings)).toBe(true);
    expect(await refusal('127.0.0.1', settings)).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID') as string,
    });
    expect(await refusal('localhost', { sslmode: 'verify-full' })).toMatchObject({ code: 'refused' });
  });

  it('verify-ca lets the name differ, and not the authority', async () => {
    expect(await isEncrypted('127.0.0.1', { sslmode: 'verify-ca', sslRootCert: rootCert })).toBe(true);
    expect(await refusal('127.0.0.1', { sslmode: 'verify-ca' })).toMatchObject({ code: 'refused' });
  });

  it('require encrypts and checks nothing, disable does not encrypt, and preflight says so', async () => {
    expect(await isEncrypted('127.0.0.1', { sslmode: 'require' })).toBe(true);
    expect(await isEncrypted('127.0.0.1', { sslmode: 'disable' })).toBe(false);
  });

  it('never falls back to plain text', async () => {
    const plain = await preparePostgresTarget(await startTestPostgres({ template: 'bare' }));
    const result = await connector
      .list(systemAt(plain.brokerUrl(), { sslmode: 'require' }))
      .catch((error: unknown) => error);
    await plain.close();
    await plain.server.stop();

    expect(result).toMatchObject({
      name: 'TargetError',
      code: 'refused',
      message: expect.stringContaining('TLS') as string,
    });
  });
});
