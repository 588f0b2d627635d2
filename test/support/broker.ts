import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Broker } from '../../src/broker';
import { DemoPeople } from '../../src/demo';
import { DEMO_DATABASE, DEMO_GROUP_ROLES, fillDemoDatabase } from '../../src/demo/demo-database';
import { type Clock, Redacted } from '../../src/kernel';
import { prepareTarget } from '../../src/modules/connectors';
import {
  DEFAULT_PASSWORD_POLICY,
  type Environment,
  provideSecret,
} from '../../src/platform/config/environment';
import { makeLogger } from '../../src/platform/telemetry/logger';
import type { AwsPeer } from '../peers/aws/aws-peer';
import { startDemoStandIn } from '../peers/aws/demo-stand-in';
import { Person } from './person';
import { freePort } from './ports';
import { startTestPostgres, type TestPostgres } from './postgres';

/** Real time plus what a test has added to it: so that a new TOTP step is a call away and timers still run. */
export class ShiftedClock implements Clock {
  private shift = 0;

  now(): Date {
    return new Date(Date.now() + this.shift);
  }

  advance(milliseconds: number): void {
    this.shift += milliseconds;
  }
}

export interface TestBrokerOptions {
  readonly clock?: ShiftedClock;
  readonly role?: Environment['role'];
  /** A second process on the same database and target passes the first one's. */
  readonly beside?: TestBroker;
  readonly policyFile?: string;
  /** Plays the demonstration's AWS account too, on the broker's clock; without it the account cannot be reached. */
  readonly aws?: boolean;
  readonly logLevel?: Environment['logLevel'];
  /** Where mail is sent; without it the demonstration keeps it. */
  readonly mail?: Environment['mail'];
  /** The name in the address: `localhost` where a browser has to take it for a domain (WebAuthn). */
  readonly host?: 'localhost' | '127.0.0.1';
}

/** A whole Sallyport on a port of its own, with a broker database and a target that are real PostgreSQL servers. */
export class TestBroker {
  private constructor(
    readonly broker: Broker,
    readonly environment: Environment,
    readonly database: TestPostgres,
    readonly target: TestPostgres,
    readonly aws: AwsPeer | undefined,
    readonly clock: ShiftedClock,
    private readonly owned: (() => Promise<unknown>)[],
  ) {}

  static async start(options: TestBrokerOptions = {}): Promise<TestBroker> {
    const { beside, clock = beside?.clock ?? new ShiftedClock() } = options;
    const owned: (() => Promise<unknown>)[] = [];
    const { database, target, aws } = beside ?? (await startServers(options, clock, owned));
    const dataDirectory = beside?.environment.dataDirectory ?? (await temporaryFolder(owned));
    const environment = await testEnvironment(dataDirectory, database, options);
    const logger = makeLogger(environment.logLevel);
    const broker = await Broker.start({ environment, logger, clock, startDemoTargets: false });
    return new TestBroker(broker, environment, database, target, aws, clock, owned);
  }

  get url(): string {
    return this.environment.publicUrl;
  }

  get<T>(type: abstract new (...args: never[]) => T): T {
    return this.broker.app.get<T>(type);
  }

  secretsOf(handle: string) {
    return this.get(DemoPeople).read()[handle];
  }

  /** Signed in with password and second factor. */
  signIn(handle: string): Promise<Person> {
    return Person.signIn(this, handle);
  }

  async stop(): Promise<void> {
    await this.broker.stop();
    for (const undo of this.owned.reverse()) await undo();
  }
}

const TARGET_PASSWORD = 'broker-password-of-the-tests-only';

export async function prepareDemoTarget(target: TestPostgres): Promise<void> {
  await withDatabase(target);
  await fillDemoDatabase(new Redacted(target.url(DEMO_DATABASE)));
  await prepareTarget(new Redacted(target.url(DEMO_DATABASE)), {
    memberRoles: [...DEMO_GROUP_ROLES],
    brokerPassword: new Redacted(TARGET_PASSWORD),
    hardenDatabases: [DEMO_DATABASE],
  });
  const url = new URL(target.url(DEMO_DATABASE));
  url.username = 'sallyport_broker';
  url.password = TARGET_PASSWORD;
  provideSecret('SALLYPORT_DEMO_TARGET_URL', url.href);
}

type Servers = Pick<TestBroker, 'database' | 'target' | 'aws'>;

async function startServers(
  { aws = false }: TestBrokerOptions,
  clock: ShiftedClock,
  owned: (() => Promise<unknown>)[],
): Promise<Servers> {
  const database = await own(startTestPostgres(), owned);
  const target = await own(startTestPostgres({ template: 'bare' }), owned);
  await prepareDemoTarget(target);
  return { database, target, aws: aws ? await playAws(clock, owned) : undefined };
}

async function playAws(clock: ShiftedClock, owned: (() => Promise<unknown>)[]): Promise<AwsPeer> {
  const { peer, credential } = await startDemoStandIn({ clock });
  owned.push(() => peer.stop());
  provideSecret('SALLYPORT_DEMO_AWS', credential);
  return peer;
}

async function withDatabase(target: TestPostgres): Promise<void> {
  const { Client } = await import('pg');
  const admin = new Client({ connectionString: target.url() });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${DEMO_DATABASE}`);
  await admin.end();
}

async function own(server: Promise<TestPostgres>, owned: (() => Promise<unknown>)[]): Promise<TestPostgres> {
  const started = await server;
  owned.push(() => started.stop());
  return started;
}

async function temporaryFolder(owned: (() => Promise<unknown>)[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-test-'));
  owned.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function testEnvironment(
  dataDirectory: string,
  database: TestPostgres,
  options: TestBrokerOptions,
): Promise<Environment> {
  const listen = { host: '127.0.0.1', port: await freePort() };
  return {
    production: false,
    demo: true,
    role: options.role ?? 'all',
    listen,
    metricsListen: { host: '127.0.0.1', port: await freePort() },
    publicUrl: `http://${options.host ?? '127.0.0.1'}:${listen.port}`,
    dataDirectory,
    masterKeyFile: join(dataDirectory, 'keys', 'master.key'),
    auditKeyFile: join(dataDirectory, 'keys', 'audit-signer.key'),
    policyFile: options.policyFile ?? join(__dirname, '..', '..', 'sallyport.yaml'),
    trustedProxies: [],
    newFactorHoldSeconds: 86_400,
    passwords: DEFAULT_PASSWORD_POLICY,
    logLevel: options.logLevel ?? 'silent',
    mail: options.mail,
    database: { ownerUrl: new Redacted(database.url('sallyport')) },
  };
}
