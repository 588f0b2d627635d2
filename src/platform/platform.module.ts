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
import { MailOutbox } from './mail/mail-outbox';
import { MAIL_TRANSPORT, SmtpTransport } from './mail/mail-transport';
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
    const { environment } = options;
    const values: Provider[] = [
      { provide: ENVIRONMENT, useValue: environment },
      { provide: MASTER_KEY, useValue: options.masterKey },
      { provide: DATABASE_LOGINS, useValue: options.logins },
      { provide: LOGGER, useValue: options.logger },
      { provide: CLOCK, useValue: options.clock },
      { provide: MAIL_TRANSPORT, useValue: environment.mail && new SmtpTransport(environment.mail) },
    ];
    return {
      module: PlatformModule,
      global: true,
      imports: [TypeOrmModule.forRoot(databaseOptions(options))],
      providers: [...values, MailOutbox, UnitOfWork],
      exports: [...values, MailOutbox, UnitOfWork],
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
