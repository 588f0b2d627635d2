import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { awsCommand } from '../../../src/cli/aws.command';
import { dbCommand } from '../../../src/cli/db.command';
import { ManualClock } from '../../../src/kernel';
import { provideSecret } from '../../../src/platform/config/environment';
import { EXTERNAL_ID, startAwsTarget, type AwsTarget } from '../../peers/aws/aws-target';
import { TestBroker } from '../../support/broker';
import { runCommand } from '../../support/command-line';
import { describeWhere } from '../../support/describe-where';
import type { Json, Person } from '../../support/person';
import { cut, logIn } from '../../support/postgres-client';
import { missingPrograms } from '../../support/programs';
import { withVariables } from '../../support/environment-variables';
import { testEnvironment } from '../../support/test-environment';

jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '../../..');
const PROFILE = 'customer-documents';

const withAccount = async ({ peer, role }: AwsTarget): Promise<string> =>
  (await readFile(join(ROOT, 'sallyport.yaml'), 'utf8'))
    .replace(
      /^entitlements:$/m,
      `  customer-account:
    name: Customer account
    kind: aws
    environment: production
    owners: [hugo]
    credential: env:SALLYPORT_SECRET_AWS
    settings:
      region: eu-west-3
      externalId: ${EXTERNAL_ID}
      endpoints: { sts: '${peer.endpoint}', iam: '${peer.endpoint}' }
entitlements:
  document-reader:
    system: customer-account
    name: Read documents of customers
    description: Reads what customers have sent.
    personalData: true
    settings: { roleArn: '${role.arn}' }`,
    )
    .replace(
      /^accessProfiles:$/m,
      (line) => `${line}
  ${PROFILE}:
    name: Documents and data of customers
    description: Look into what a customer has sent.
    allows: [Read documents, Read customers]
    entitlements: [document-reader, customer-reader]
    personalData: true
    dataCategory: Contact data, bank details and invoices of customers
    purpose: Finding the cause of a problem that a customer has reported.
    processingActivity: customer-support
    eligibleJobRoles: [cto, tech-lead]
    duration: { minimum: 1m, default: 30m, maximum: 2h }
    approvals:
      - by: [{ otherOfCircle: true }]`,
    );

describe('log-ins of a grant on the command line', () => {
  let folder: string;
  let account: AwsTarget;
  let broker: TestBroker;
  let lea: Person;
  let token: string;
  let grant: Json;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sallyport-cli-'));
    account = await startAwsTarget();
    provideSecret('SALLYPORT_SECRET_AWS', JSON.stringify(account.brokerKeys));
    const policyFile = join(folder, 'sallyport.yaml');
    await writeFile(policyFile, await withAccount(account));
    broker = await TestBroker.start({ policyFile });
    lea = await broker.signIn('lea');
    const body = { name: 'laptop', scopes: ['read', 'grants'], expiresInDays: 1 };
    const { stepUp } = (await lea.post('/api-tokens', body)).body;
    const header = await lea.stepUp(stepUp.action, stepUp.subjectId, stepUp.digest);
    token = (await lea.post('/api-tokens', body, header)).body.token;
    const hugo = await broker.signIn('hugo');
    await hugo.decide(await lea.ask({ profile: PROFILE, durationSeconds: 3_600 }));
    grant = (await lea.get('/grants')).body.items[0];
  }, 120_000);
  afterAll(async () => {
    await broker.stop();
    await account.stop();
    await rm(folder, { recursive: true });
  });

  /** One call of a command in this process: what it printed, what it said, how often it asked for a code. */
  const call = (words: readonly string[], changes: { url?: string; codes?: string[]; at?: Date } = {}) => {
    const codes = [...(changes.codes ?? [])];
    return runCommand(
      (program, context) => {
        awsCommand(program, context);
        dbCommand(program, context);
      },
      words,
      {
        url: changes.url ?? broker.url,
        token,
        clock: changes.at ? new ManualClock(changes.at) : broker.clock,
        folder,
        types: () => codes.shift() ?? lea.nextCode(),
      },
    );
  };
  const cacheFiles = async () => {
    const [server] = await readdir(join(folder, 'cache')).catch(() => []);
    const inside = server === undefined ? [] : await readdir(join(folder, 'cache', server));
    return inside.map((name) => join(folder, 'cache', server, name));
  };

  it('are asked for once, with the code over what is shown, and printed as AWS wants them', async () => {
    const first = await call(['aws', 'creds', PROFILE], { codes: ['12 34', '000000'] });
    expect(first.questions).toHaveLength(3);
    expect(first.questions[0]).toContain(
      'Read documents of customers at Customer account, for 60 minutes from now on',
    );
    expect(JSON.parse(first.printed)).toEqual({
      Version: 1,
      AccessKeyId: expect.any(String),
      SecretAccessKey: expect.any(String),
      SessionToken: expect.any(String),
      Expiration: expect.stringMatching(/Z$/),
    });
    for (const what of [PROFILE, grant.id]) {
      const again = await call(['aws', 'creds', what]);
      expect(again).toEqual({ printed: first.printed, said: '', questions: [] });
    }
    const [file] = await cacheFiles();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('come as lines for a shell, too, and nothing is handed on from a file that others can read', async () => {
    expect((await call(['aws', 'env', PROFILE])).printed).toMatch(/^export AWS_ACCESS_KEY_ID=/);
    const [file] = await cacheFiles();
    await chmod(file, 0o644);
    await expect(call(['aws', 'creds', PROFILE])).rejects.toMatchObject({ exitCode: 1 });
    await chmod(file, 0o600);
  });

  it('open a database, each in its own way', async () => {
    const { printed, questions } = await call(['db', 'url', PROFILE]);
    expect(questions).toHaveLength(1);
    const client = await logIn({ formats: [{ id: 'url', text: printed.trim() }] });
    expect((await client.query('SELECT count(*)::int AS n FROM customers')).rows).toEqual([{ n: 10_000 }]);
    expect((await call(['db', 'env', PROFILE])).printed).toContain('export PGUSER=');
    const gone = cut(client);
    await client.end();
    await gone.catch(() => undefined);
  });

  it('are in the environment of one program alone, which nothing leads past them', async () => {
    const seen = join(folder, 'seen.json');
    const script = `require('fs').writeFileSync(${JSON.stringify(seen)}, JSON.stringify([process.env, process.argv]))`;
    const program = ['--', process.execPath, '-e', script];
    const ranWith = async (words: readonly string[]) => {
      const elsewhere = { AWS_PROFILE: 'another', PGSERVICE: 'another', AWS_ACCESS_KEY_ID: 'another' };
      const { printed } = await withVariables(elsewhere, () => call([...words, ...program]));
      const [environment, line] = JSON.parse(await readFile(seen, 'utf8'));
      return { printed, environment, line: JSON.stringify(line) };
    };
    const keys = JSON.parse((await call(['aws', 'creds', PROFILE])).printed);
    const aws = await ranWith(['aws', 'exec', PROFILE]);
    expect(aws.environment).toMatchObject({
      AWS_ACCESS_KEY_ID: keys.AccessKeyId,
      AWS_SESSION_TOKEN: keys.SessionToken,
      AWS_CREDENTIAL_EXPIRATION: keys.Expiration,
      AWS_REGION: 'eu-west-3',
    });
    expect(aws.environment).not.toHaveProperty('AWS_PROFILE');
    const url = new URL((await call(['db', 'url', PROFILE])).printed);
    const db = await ranWith(['db', 'connect', PROFILE]);
    expect(db.environment).toMatchObject({
      PGUSER: url.username,
      PGPASSWORD: url.password,
      DATABASE_URL: url.href,
    });
    expect(db.environment).not.toHaveProperty('PGSERVICE');
    for (const { printed, line } of [aws, db]) {
      expect(printed).toBe('');
      expect(line).not.toContain(url.password);
      expect(line).not.toContain(keys.SecretAccessKey);
    }
    const { printed } = await call(['db', 'config', PROFILE]);
    expect(printed).toContain(`user=${url.username}\n`);
    expect(printed).not.toContain(url.password);
  });

  it.each([
    [['aws', 'exec', PROFILE], 2, '-- aws s3 ls'],
    [['aws', 'creds', 'no-such-profile'], 5, 'sallyport ls'],
    [['aws', 'console', PROFILE], 5, 'not handed out as console'],
    [['db', 'url', PROFILE, '--entitlement', 'nothing'], 2, '--entitlement'],
  ])('%j ends with exit code %i', async (words, exitCode, sentence) => {
    await expect(call(words)).rejects.toMatchObject({
      exitCode,
      message: expect.stringContaining(sentence),
    });
  });

  it('serve until their end while the broker cannot be reached, and then not', async () => {
    const nobody = 'http://127.0.0.1:9';
    const folderOf = (server: string) =>
      join(folder, 'cache', createHash('sha256').update(server).digest('hex').slice(0, 16));
    await cp(folderOf(broker.url), folderOf(nobody), { recursive: true });
    const { printed } = await call(['aws', 'creds', PROFILE]);
    const away = await call(['aws', 'creds', PROFILE], { url: nobody });
    expect(away).toMatchObject({
      printed,
      questions: [],
      said: expect.stringContaining('cannot be reached'),
    });
    const at = new Date((JSON.parse(printed) as { Expiration: string }).Expiration);
    const over = call(['aws', 'creds', PROFILE], { url: nobody, at });
    await expect(over).rejects.toMatchObject({ exitCode: 7 });
    await rm(folderOf(nobody), { recursive: true });
  });

  describeWhere(missingPrograms('aws'))('with the AWS command line', () => {
    const aws = async () => {
      const config = join(folder, 'aws-config');
      const command = `${process.execPath} ${join(ROOT, 'dist/src/cli.js')} aws creds ${PROFILE}`;
      await writeFile(config, `[default]\nregion = eu-west-3\ncredential_process = ${command}\n`);
      const words = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text'];
      const { stdout } = await promisify(execFile)('aws', words, {
        env: {
          ...testEnvironment(),
          AWS_CONFIG_FILE: config,
          AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
          AWS_ENDPOINT_URL_STS: account.peer.endpoint,
          AWS_MAX_ATTEMPTS: '1',
          SALLYPORT_URL: broker.url,
          SALLYPORT_TOKEN: token,
          XDG_CONFIG_HOME: folder,
          XDG_CACHE_HOME: join(folder, 'aws-cache'),
        },
      });
      return stdout;
    };

    it('work as credential_process, and are gone with their grant', async () => {
      // Where XDG_CACHE_HOME leads, the commands keep a folder of their own.
      await cp(join(folder, 'cache'), join(folder, 'aws-cache', 'sallyport'), { recursive: true });
      expect(await aws()).toContain(':assumed-role/customer-reader/sp_');
      await lea.post(`/grants/${grant.id}/end`, {});
      await expect(aws()).rejects.toMatchObject({ stderr: expect.stringContaining('no grant of') });
    });
  });

  it('are dropped once the grant has ended', async () => {
    await lea.post(`/grants/${grant.id}/end`, {});
    await expect(call(['aws', 'creds', PROFILE])).rejects.toMatchObject({ exitCode: 5 });
    expect(await cacheFiles()).toEqual([]);
  });
});
