import { randomBytes, randomUUID } from 'node:crypto';
import { Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { type Clock, newId, Redacted, SECOND } from '../../src/kernel';
import { DirectoryRepository, JobRoleEntity, PersonPrerequisiteEntity } from '../../src/modules/directory';
import { codeAt, EnrolTotp, IdentityModule, newSeed, SetPassword } from '../../src/modules/identity';
import { DEFAULT_PASSWORD_POLICY, type Environment } from '../../src/platform/config/environment';
import { MasterKey } from '../../src/platform/crypto/master-key';
import { systemActor } from '../../src/platform/database/actor';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { createHttpServer } from '../../src/platform/http/http-server';
import { PlatformModule } from '../../src/platform/platform.module';
import { type Logger, makeLogger } from '../../src/platform/telemetry/logger';
import { Browser } from './browser-session';
import type { TestPostgres } from './postgres';
import { register } from './root-keys';

const TEST = systemActor('test');
const STEP = 30 * SECOND;

/** Somebody in the directory who can sign in. */
export interface Account {
  readonly id: string;
  readonly handle: string;
  readonly email: string;
  readonly password: string;
  /** Absent for somebody without a second factor. */
  readonly seed?: Redacted<string>;
}

export interface AccountOptions {
  readonly jobRoles?: readonly string[];
  /** Null: none yet. */
  readonly password?: string | null;
  readonly name?: string;
  readonly secondFactor?: boolean;
}

export interface IdentityAppOptions {
  readonly postgres: TestPostgres;
  readonly clock: Clock;
  readonly publicUrl?: string;
  readonly controllers?: Type[];
  /** A second process on the same database has the first one's. */
  readonly masterKey?: MasterKey;
  readonly logger?: Logger;
  readonly mail?: Environment['mail'];
  readonly passwords?: Environment['passwords'];
}

/** Sign-in and what stands under it, over HTTP, on a real database: what one process of the product is to another. */
export class IdentityApp {
  private constructor(
    readonly nest: NestFastifyApplication,
    readonly masterKey: MasterKey,
    readonly clock: Clock,
  ) {}

  static async start({
    postgres,
    clock,
    publicUrl = 'https://sallyport.example',
    controllers = [],
    masterKey = new MasterKey(randomBytes(32)),
    logger = makeLogger('silent'),
    mail,
    passwords = DEFAULT_PASSWORD_POLICY,
  }: IdentityAppOptions): Promise<IdentityApp> {
    const environment = { ...environmentOf(publicUrl), mail, passwords };
    const url = (role: string) => new Redacted(postgres.url('sallyport', role));
    const logins = { app: url('sallyport_app'), sealer: url('sallyport_sealer') };
    const entities = [JobRoleEntity, PersonPrerequisiteEntity];
    await register(postgres, masterKey);
    const platform = PlatformModule.for({ environment, masterKey, logins, logger, clock, entities });
    @Module({ imports: [platform, IdentityModule], controllers })
    class Root {}
    return new IdentityApp(await createHttpServer(Root, environment, logger), masterKey, clock);
  }

  get<T>(type: abstract new (...args: never[]) => T): T {
    return this.nest.get<T>(type, { strict: false });
  }

  get database(): DataSource {
    return this.get(DataSource);
  }

  browser(): Browser {
    return new Browser(this.nest);
  }

  /** Signed in with everything the account has. */
  async signedIn(account: Account): Promise<Browser> {
    const browser = this.browser();
    const first = await browser.post('/session', { handle: account.handle, password: account.password });
    if (first.status !== 200) throw new Error(`Not signed in: ${JSON.stringify(first.body)}`);
    if (!account.seed) return browser;
    const second = await browser.post('/session/second-factor', { code: this.code(account) });
    if (second.status !== 200) throw new Error(`No second factor: ${JSON.stringify(second.body)}`);
    return browser;
  }

  /** The code that the account's app shows `steps` from now. */
  code({ seed }: Account, steps = 0): string {
    if (!seed) throw new Error('This account has no second factor.');
    return codeAt(seed, new Date(this.clock.now().getTime() + steps * STEP));
  }

  async addPerson(options: AccountOptions = {}): Promise<Account> {
    const { jobRoles = [], password = `${randomUUID()} correct`, secondFactor = true, name } = options;
    const id = newId();
    const handle = `p${randomBytes(6).toString('hex')}`;
    const email = `${handle}@example.org`;
    const seed = secondFactor ? newSeed() : undefined;
    const directory = this.get(DirectoryRepository);
    await this.get(UnitOfWork).run(TEST, async (tx) => {
      for (const key of jobRoles) await directory.saveJobRole(tx, { key, title: key.toUpperCase() });
      await directory.savePerson(tx, {
        id,
        handle,
        name: name ?? `Person ${handle}`,
        email,
        status: 'active',
        source: 'file',
        managerId: null,
        secondAccountOf: null,
      });
      await directory.setJobRoles(tx, id, jobRoles);
      tx.record({ type: 'test.person_added', subject: { kind: 'test', id: handle } });
      if (password !== null) await this.get(SetPassword).run(tx, id, new Redacted(password));
      if (seed) await this.get(EnrolTotp).run(tx, id, seed);
    });
    return { id, handle, email, password: password ?? '', seed };
  }

  /** A token for one privileged act of somebody who is signed in. */
  async stepUp(
    browser: Browser,
    account: Account,
    binding: { action: string; subjectId: string; digest: string },
  ): Promise<Record<string, string>> {
    const { status, body } = await browser.post('/step-ups', { ...binding, code: this.code(account) });
    if (status !== 201) throw new Error(`No step-up: ${JSON.stringify(body)}`);
    return { 'sallyport-step-up': body.stepUpToken as string };
  }

  /** What the trail holds of one thing, oldest first. */
  async events(subjectId: string): Promise<AuditedEvent[]> {
    const rows = await this.database.query<{ body: Buffer }[]>(
      'SELECT body FROM audit_event ORDER BY recorded_at, id',
    );
    const events = rows.map(({ body }) => JSON.parse(body.toString()) as AuditedEvent);
    return events.filter(({ subject }) => subject.id === subjectId);
  }

  async stop(): Promise<void> {
    await this.nest.close();
  }
}

export interface AuditedEvent {
  readonly type: string;
  readonly severity: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly actor: { readonly kind: string; readonly id?: string };
  readonly data: Readonly<Record<string, unknown>>;
}

const environmentOf = (publicUrl: string): Omit<Environment, 'mail' | 'passwords'> => ({
  production: false,
  demo: publicUrl.startsWith('http:'),
  role: 'web',
  listen: { host: '127.0.0.1', port: 0 },
  metricsListen: { host: '127.0.0.1', port: 0 },
  publicUrl,
  dataDirectory: '/nowhere',
  masterKeyFile: '/nowhere/master.key',
  auditKeyFile: '/nowhere/audit-signer.key',
  policyFile: '/nowhere/sallyport.yaml',
  trustedProxies: [],
  newFactorHoldSeconds: 86_400,
  logLevel: 'silent',
  database: {},
});
