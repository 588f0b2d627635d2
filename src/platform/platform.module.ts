import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Clock } from '../kernel';
import { CLOCK } from './clock.provider';
import { ENVIRONMENT, type Environment } from './config/environment.provider';
import { MASTER_KEY, type MasterKey } from './crypto/master-key';
import { DATABASE_LOGINS, type DatabaseLogins } from './database/database-logins';
import { IDLE_CONNECTIONS_LIVE, PATIENCE } from './database/patience';
import { SnakeNaming } from './database/snake-naming';
import { UnitOfWork } from './database/unit-of-work';
import { type Logger, LOGGER } from './telemetry/logger.provider';

export interface PlatformOptions {
  readonly environment: Environment;
  readonly masterKey: MasterKey;
  readonly logins: DatabaseLogins;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Entity classes of the modules. */
  readonly entities: readonly (new () => object)[];
  /** Never connects: for describing the API without a database. */
  readonly offline?: boolean;
}

const POOL_SIZE = 16;

/** What every module stands on: configuration, clock, keys, the database and the unit of work. */
@Module({})
export class PlatformModule {
  static for(options: PlatformOptions): DynamicModule {
    const values: Provider[] = [
      { provide: ENVIRONMENT, useValue: options.environment },
      { provide: MASTER_KEY, useValue: options.masterKey },
      { provide: DATABASE_LOGINS, useValue: options.logins },
      { provide: LOGGER, useValue: options.logger },
      { provide: CLOCK, useValue: options.clock },
    ];
    return {
      module: PlatformModule,
      global: true,
      imports: [TypeOrmModule.forRoot(databaseOptions(options))],
      providers: [...values, UnitOfWork],
      exports: [...values, UnitOfWork],
    };
  }
}

const databaseOptions = ({ logins, entities, offline = false }: PlatformOptions) => ({
  type: 'postgres' as const,
  url: logins.app.reveal(),
  applicationName: 'sallyport',
  entities: [...entities],
  namingStrategy: new SnakeNaming(),
  synchronize: false,
  manualInitialization: offline,
  extra: { max: POOL_SIZE, idleTimeoutMillis: IDLE_CONNECTIONS_LIVE, ...PATIENCE },
});
