import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { connectors, SMALL_POLICY } from '../../test/builders/policy-file';
import { EXTERNAL_ID, startAwsTarget, type AwsTarget } from '../../test/peers/aws/aws-target';
import { prepareDemoTarget } from '../../test/support/broker';
import { startTestPostgres } from '../../test/support/postgres';
import type { ConnectorRegistry } from '../modules/connectors';
import { provideSecret, resolveSecret } from '../platform/config/environment';
import { systemCommands } from './system.command';

describe('sallyport system', () => {
  jest.setTimeout(60_000);
  let folder: string;
  let account: AwsTarget;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sallyport-system-'));
    account = await startAwsTarget();
    const { endpoint } = account.peer;
    provideSecret('SALLYPORT_SECRET_AWS', JSON.stringify(account.brokerKeys));
    const policy = SMALL_POLICY.replace('TARGET_URL', 'SALLYPORT_DEMO_TARGET_URL').replace(
      /^entitlements:$/m,
      `  account:
    name: Account
    kind: aws
    environment: production
    owners: [hugo]
    credential: env:SALLYPORT_SECRET_AWS
    settings:
      region: eu-west-3
      externalId: ${EXTERNAL_ID}
      endpoints: { sts: '${endpoint}', iam: '${endpoint}' }
entitlements:
  documents:
    system: account
    name: Read documents
    description: Reads documents.
    personalData: true
    settings: { roleArn: '${account.role.arn}' }`,
    );
    await writeFile(join(folder, 'sallyport.yaml'), policy);
  });
  afterAll(async () => {
    await account.stop();
    await rm(folder, { recursive: true });
  });

  const run = async (...words: string[]): Promise<{ text: string; code: number | undefined }> => {
    let text = '';
    let code: number | undefined;
    const program = new Command().exitOverride();
    systemCommands(program, {
      policyFile: () => join(folder, 'sallyport.yaml'),
      connectors: connectors as ConnectorRegistry,
      resolveSecret: (reference) => Promise.resolve(resolveSecret(reference)),
      write: (more) => (text += more),
      setExitCode: (given) => (code = given),
    });
    await program.parseAsync(['node', 'sallyport', 'system', ...words]);
    return { text, code };
  };

  it('check says what an AWS account lets the broker do, and what to do about the rest', async () => {
    const fit = await run('check', 'account');
    expect(fit.code).toBe(0);
    expect(fit.text).toContain('ok  The role customer-reader can be assumed');
    expect(fit.text).not.toContain('BAD');

    account.peer.forbidden.add('sts:TagSession');
    const lacking = await run('check', 'account');
    expect(lacking.code).toBe(1);
    expect(lacking.text.split('\n').filter((line) => line.startsWith('BAD'))).toEqual([
      'BAD Sessions of the role customer-reader cannot be tagged with what they are for.',
    ]);
    expect(lacking.text).toContain(
      '    → Allow sts:TagSession in the role’s trust policy and to the broker.',
    );
  });

  it('check looks at a PostgreSQL server, and at one that is not there', async () => {
    const server = await startTestPostgres({ template: 'bare' });
    await prepareDemoTarget(server);
    const { text, code } = await run('check', 'customer-db');
    expect(text).toContain('ok  ');
    expect(text).toContain('BAD ');
    expect(code).toBe(1);
    await server.stop();
    const away = await run('check', 'customer-db');
    expect(away.text).toMatch(/^BAD The target cannot be reached/);
    expect(away.code).toBe(1);
  });

  it('setup-sql is for PostgreSQL', async () => {
    expect((await run('setup-sql', 'customer-db')).text).toContain('CREATE ROLE');
    await expect(run('setup-sql', 'account')).rejects.toThrow('no PostgreSQL server');
    await expect(run('check', 'nobody')).rejects.toThrow('names no system');
  });
});
