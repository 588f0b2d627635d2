import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { type DemoAws, DemoModule, DemoPeople, type DemoTarget, startDemoAws, startDemoTarget } from './demo';
import { type Clock, systemClock } from './kernel';
import { AuditSealer } from './modules/audit';
import { LeaseKeeper, ReadSystemsJob } from './modules/grants';
import { AcknowledgeRootKeys } from './modules/keys';
import { NewsKeeper } from './modules/notifications';
import { ApplyAsOperator } from './modules/policy-file';
import type { Environment } from './platform/config/environment';
import { KeyFileFollower } from './platform/crypto/follow-key-file';
import type { MasterKey } from './platform/crypto/master-key';
import { loadMasterKey, RootKeyFile } from './platform/crypto/root-key-file';
import type { DatabaseLogins } from './platform/database/database-logins';
import { obtainDatabase } from './platform/database/obtain-database';
import { closeListener, createHttpServer } from './platform/http/http-server';
import { serveInside } from './platform/http/inner-server';
import { Readiness } from './platform/http/readiness';
import { jobsOf } from './platform/jobs/job';
import { JobRunner } from './platform/jobs/job-runner';
import type { Logger } from './platform/telemetry/logger';

export interface BrokerOptions {
  readonly environment: Environment;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Node's arguments that run the command line, for the reaper beside the demonstration's target; none: no reaper. */
  readonly cliCommand?: readonly string[];
  /** False where somebody else provides the demonstration's targets. */
  readonly startDemoTargets?: boolean;
}

/**
 * A running Sallyport. Everything that `start` started, `stop` stops, last first: so what is started last is what needs the
 * others, and nobody loses the ground that they still stand on.
 */
export class Broker {
  private readonly started: (() => Promise<unknown>)[] = [];
  app: NestFastifyApplication;
  demoTarget: DemoTarget | undefined;
  demoAws: DemoAws | undefined;

  private constructor(private readonly options: BrokerOptions) {}

  static async start(options: BrokerOptions): Promise<Broker> {
    const broker = new Broker(options);
    try {
      await broker.startEverything();
    } catch (error) {
      await broker.stop();
      throw error;
    }
    return broker;
  }

  /** No more calls, then no more work, then everything that was recorded is sealed, and only then the databases. */
  async stop(): Promise<void> {
    this.enter('stopping');
    for (const undo of this.started.splice(0).reverse()) {
      await undo().catch((error: unknown) =>
        this.options.logger.error({ err: error }, 'Something did not stop cleanly.'),
      );
    }
  }

  private async startEverything(): Promise<void> {
    const { environment, logger, clock } = this.options;
    const masterKey = await loadMasterKey(environment, clock);
    const follower = new KeyFileFollower(masterKey, new RootKeyFile(environment, clock), logger);
    follower.start();
    this.started.push(() => follower.stop());
    const [logins] = await Promise.all([
      this.obtainDatabase(masterKey),
      this.startDemoTarget(masterKey),
      this.startDemoAws(masterKey),
    ]);
    await this.startApp(masterKey, logins);
    await this.acknowledgeKeys(follower);
    await this.startInnerServer();
    await this.applyPolicyFile();
    if (environment.demo) await this.app.get(DemoPeople).enrol();
    if (environment.role !== 'web') await this.startWork(logins);
    if (environment.role !== 'worker') await this.listen();
    this.enter('up');
  }

  /** Nobody asks before there is an application. */
  private enter(phase: 'up' | 'stopping'): void {
    this.app?.get(Readiness).enter(phase);
  }

  private async obtainDatabase(masterKey: MasterKey): Promise<DatabaseLogins> {
    const database = await obtainDatabase(this.options.environment, masterKey);
    this.started.push(() => database.stop());
    return database.logins;
  }

  private async startDemoTarget(masterKey: MasterKey): Promise<void> {
    const { environment, logger, cliCommand, startDemoTargets = true } = this.options;
    const { demo, demoTargetUrl, dataDirectory } = environment;
    if (!demo || !startDemoTargets || demoTargetUrl) return;
    const target = await startDemoTarget({ dataDirectory, masterKey, logger, reaperCommand: cliCommand });
    this.demoTarget = target;
    this.started.push(() => target.stop());
  }

  private async startDemoAws(masterKey: MasterKey): Promise<void> {
    const { environment, logger, startDemoTargets = true } = this.options;
    if (!environment.demo || !startDemoTargets || environment.demoAws) return;
    const aws = await startDemoAws(masterKey.derive('demo aws broker'), logger);
    this.demoAws = aws;
    this.started.push(() => aws.stop());
  }

  private async startApp(masterKey: MasterKey, logins: DatabaseLogins): Promise<void> {
    const { environment, logger, clock = systemClock } = this.options;
    const rootModule = AppModule.for(
      { environment, masterKey, logins, logger, clock },
      environment.demo ? [DemoModule.with({ awsEndpoint: this.demoAws?.endpoint })] : [],
    );
    this.app = await createHttpServer(rootModule, environment, logger);
    this.started.push(() => this.app.close());
  }

  private async acknowledgeKeys(follower: KeyFileFollower): Promise<void> {
    const acknowledging = this.app.get(AcknowledgeRootKeys);
    await acknowledging.start(follower);
    this.started.push(() => acknowledging.stop());
  }

  private async startWork(logins: DatabaseLogins): Promise<void> {
    const { app, started } = this;
    const sealer = app.get(AuditSealer);
    await sealer.start();
    started.push(() => sealer.stop());
    const keeper = app.get(LeaseKeeper);
    const runner = new JobRunner(logins.app, jobsOf(app), this.options.logger);
    // At once: a job that hangs at a target must not let the keeper take on more and more.
    const news = app.get(NewsKeeper);
    started.push(() => Promise.all([keeper.stop(), news.stop(), runner.stop()]));
    await keeper.start();
    await runner.start();
    news.start();
    await runner.runSoon(app.get(ReadSystemsJob));
  }

  private async listen(): Promise<void> {
    const { host, port } = this.options.environment.listen;
    await this.app.listen(port, host);
    this.started.push(() => closeListener(this.app));
  }

  private async applyPolicyFile(): Promise<void> {
    await this.app.get(ApplyAsOperator).atStart(this.options.environment.policyFile);
  }

  private async startInnerServer(): Promise<void> {
    const { metricsListen } = this.options.environment;
    const server = await serveInside(metricsListen, this.app.get(Readiness));
    this.started.push(() => new Promise((resolve) => server.close(resolve)));
  }
}
