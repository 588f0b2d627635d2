import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Command } from 'commander';
import { AppModule } from '../app.module';
import { DemoModule } from '../demo';
import { Redacted, systemClock } from '../kernel';
import { readEnvironment } from '../platform/config/environment';
import { MasterKey } from '../platform/crypto/master-key';
import { describeApi } from '../platform/http/api-description';
import { createHttpServer } from '../platform/http/http-server';
import { makeLogger } from '../platform/telemetry/logger';

const NOWHERE = new Redacted('postgres://nobody@127.0.0.1:1/none');

/** The application as it would answer, put together without a database and listening nowhere. */
export function offlineApplication(): Promise<NestFastifyApplication> {
  const environment = readEnvironment();
  const logger = makeLogger('silent');
  const masterKey = new MasterKey(Buffer.alloc(32));
  const logins = { app: NOWHERE, sealer: NOWHERE };
  const options = { environment, masterKey, logins, logger, clock: systemClock, offline: true };
  return createHttpServer(
    AppModule.for(options, [DemoModule.with({ awsEndpoint: undefined })]),
    environment,
    logger,
  );
}

/** `sallyport openapi`: the API's description, without starting anything. */
export function openapiCommand(program: Command): void {
  program
    .command('openapi')
    .description('Print the description of the HTTP API (OpenAPI 3.1)')
    .action(async () => {
      process.stdout.write(`${JSON.stringify(describeApi(await offlineApplication()), null, 2)}\n`);
      process.exit();
    });
}
