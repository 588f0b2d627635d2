import { join } from 'node:path';
import { Broker } from './broker';
import { DemoPeople, welcome } from './demo';
import { readEnvironment } from './platform/config/environment';
import { makeLogger } from './platform/telemetry/logger';

/** `npm start`: reads the environment, starts, and stops everything it started on SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const environment = readEnvironment();
  const logger = makeLogger(environment.logLevel);
  let stopping: Promise<void> | undefined;
  const starting = Broker.start({
    environment,
    logger,
    cliCommand: [join(__dirname, 'cli.js')],
  });
  const stop = (): void => {
    stopping ??= starting.then(
      (broker) => broker.stop(),
      () => undefined,
    );
    void stopping.then(() => process.exit());
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const broker = await starting;
  logger.info({ url: environment.publicUrl, role: environment.role }, 'Sallyport is up.');
  if (environment.demo && !stopping)
    process.stdout.write(welcome(environment.publicUrl, broker.app.get(DemoPeople).read()));
}

main().catch((error: unknown) => {
  process.stderr.write(
    `Sallyport did not start. ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
});
