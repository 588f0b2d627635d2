import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_DATABASE, DEMO_GROUP_ROLES, fillDemoDatabase } from '../../../src/demo/demo-database';
import { Redacted } from '../../../src/kernel';
import { prepareTarget } from '../../../src/modules/connectors';
import { BrokerProcess } from '../../support/broker-process';
import type { Json } from '../../support/person';
import { freePort } from '../../support/ports';
import { startTestPostgres, type TestPostgres } from '../../support/postgres';
import { ask } from '../../support/postgres-client';
import { PersonAtHand } from './person-at-hand';

const BROKER_PASSWORD = 'the-brokers-own-password-at-the-target';
const REAPER_PASSWORD = 'the-reapers-own-password-at-the-target';

export interface ProcessOptions {
  /** Where this process finds the broker's database and the target: through a gate, if a test wants to stand in between. */
  readonly databaseUrl?: string;
  readonly targetUrl?: string;
  /** Everything else, as docs/operators.md names it. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** What outlives a process of the product: its data folder, its database, the target, and its address. */
export class Installation {
  private readonly processes: BrokerProcess[] = [];

  private constructor(
    readonly url: string,
    readonly dataDirectory: string,
    readonly database: TestPostgres,
    readonly target: TestPostgres,
  ) {}

  static async make(): Promise<Installation> {
    const [database, target] = await Promise.all([
      startTestPostgres(),
      startTestPostgres({ template: 'bare' }),
    ]);
    await ask(target.url(), `CREATE DATABASE ${DEMO_DATABASE}`);
    const adminUrl = new Redacted(target.url(DEMO_DATABASE));
    await fillDemoDatabase(adminUrl);
    await prepareTarget(adminUrl, {
      memberRoles: [...DEMO_GROUP_ROLES],
      brokerPassword: new Redacted(BROKER_PASSWORD),
      reaperPassword: new Redacted(REAPER_PASSWORD),
      hardenDatabases: [DEMO_DATABASE],
    });
    const folder = await mkdtemp(join(tmpdir(), 'sallyport-faults-'));
    return new Installation(`http://127.0.0.1:${await freePort()}`, folder, database, target);
  }

  get databaseUrl(): string {
    return this.database.url('sallyport');
  }

  get targetUrl(): string {
    return this.loginAtTarget('sallyport_broker', BROKER_PASSWORD);
  }

  get reaperUrl(): string {
    return this.loginAtTarget('sallyport_reaper', REAPER_PASSWORD);
  }

  /** A process at the installation's own address. */
  start(options: ProcessOptions = {}): Promise<BrokerProcess> {
    return this.startAt(new URL(this.url).host, options);
  }

  /** One more on the same database, at an address of its own. */
  async startBeside(options: ProcessOptions = {}): Promise<BrokerProcess> {
    return this.startAt(`127.0.0.1:${await freePort()}`, options);
  }

  /** Signed in at the installation's address, whichever process answers there. */
  person(handle: string): Promise<PersonAtHand> {
    return PersonAtHand.signedIn(this.url, this.databaseUrl, handle);
  }

  /** What the demonstration made up for its people. */
  secretsOf(handle: string): { password: string; totpSeed: string } {
    const file = readFileSync(join(this.dataDirectory, 'demo', 'people.json'), 'utf8');
    return (JSON.parse(file) as Record<string, { password: string; totpSeed: string }>)[handle];
  }

  /** Lets people ask for as little as a second, where a policy file would not. Until the next start. */
  async allowShortGrants(): Promise<void> {
    await ask(this.databaseUrl, 'UPDATE access_profile SET minimum_seconds = 1');
  }

  async remove(): Promise<void> {
    for (const process of this.processes) if (process.running) await process.kill9();
    await Promise.all([this.database.stop(), this.target.stop()]);
    await rm(this.dataDirectory, { recursive: true, force: true });
  }

  /** Names of the leased log-ins that the target has. */
  async rolesAtTarget(): Promise<string[]> {
    const sql = `SELECT rolname FROM pg_roles WHERE rolname LIKE 'sp\\_%' ORDER BY 1`;
    return (await ask<{ rolname: string }>(this.target.url(), sql)).map(({ rolname }) => rolname);
  }

  /** The leases of a grant as the database has them, oldest first. */
  leasesOf(grant: Json): Promise<Json[]> {
    return ask(this.databaseUrl, 'SELECT * FROM lease WHERE grant_id = $1 ORDER BY id', [grant.id]);
  }

  /** Types of the events that name this id and concern access, in the order in which they were written. */
  async eventsAbout(id: string): Promise<string[]> {
    const sql = `SELECT type FROM audit_event
      WHERE type LIKE 'grants.%' AND position($1 IN convert_from(body, 'UTF8')) > 0 ORDER BY recorded_at, id`;
    return (await ask<{ type: string }>(this.databaseUrl, sql, [id])).map(({ type }) => type);
  }

  private loginAtTarget(role: string, password: string): string {
    const url = new URL(this.target.url(DEMO_DATABASE));
    url.username = role;
    url.password = password;
    return url.href;
  }

  private async startAt(listen: string, options: ProcessOptions): Promise<BrokerProcess> {
    const process = await BrokerProcess.start({
      DATABASE_URL: options.databaseUrl ?? this.databaseUrl,
      SALLYPORT_DEMO_TARGET_URL: options.targetUrl ?? this.targetUrl,
      SALLYPORT_DATA_DIR: this.dataDirectory,
      SALLYPORT_LISTEN: listen,
      SALLYPORT_PUBLIC_URL: `http://${listen}`,
      SALLYPORT_LOG_LEVEL: 'debug',
      ...options.settings,
    });
    this.processes.push(process);
    return process;
  }
}
