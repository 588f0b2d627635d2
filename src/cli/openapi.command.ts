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

/** `sallyport openapi`: the API's description, without starting anything. */
export function openapiCommand(program: Command): void {
  program
    .command('openapi')
    .description('Print the description of the HTTP API (OpenAPI 3.1)')
    .action(async () => {
      const environment = readEnvironment();
      const logger = makeLogger('silent');
      const masterKey = new MasterKey(Buffer.alloc(32));
      const logins = { app: NOWHERE, sealer: NOWHERE };
      const options = { environment, masterKey, logins, logger, clock: systemClock, offline: true };
      const app = await createHttpServer(AppModule.for(options, [DemoModule]), environment, logger);
      process.stdout.write(`${JSON.stringify(describeApi(app), null, 2)}\n`);
      process.exit();
    });
}
