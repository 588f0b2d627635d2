import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module';
import { systemClock } from '../kernel';
import { readEnvironment } from '../platform/config/environment';
import { joinDatabase } from '../platform/database/obtain-database';
import { makeLogger, NestLogger } from '../platform/telemetry/logger';

/** The application without its HTTP side, on the same database as the server, for one command; closed afterwards. */
export async function withBroker<T>(work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
  const environment = readEnvironment();
  const logger = makeLogger('warn');
  const { masterKey, ...database } = await joinDatabase(environment);
  try {
    const module = AppModule.for({
      environment,
      masterKey,
      logins: database.logins,
      logger,
      clock: systemClock,
    });
    const app = await NestFactory.createApplicationContext(module, { logger: new NestLogger(logger) });
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  } finally {
    await database.stop();
  }
}
