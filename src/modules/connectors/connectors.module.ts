import { Module } from '@nestjs/common';

import { systemClock } from '../../kernel';
import { DATABASE_LOGINS, type DatabaseLogins } from '../../platform/database/database-logins';
import { ExclusiveLocks } from '../../platform/database/exclusively';
import { ConnectorRegistry } from './connector-registry';
import { everyConnector } from './every-connector';

@Module({
  providers: [
    {
      provide: ExclusiveLocks,
      inject: [DATABASE_LOGINS],
      useFactory: ({ app }: DatabaseLogins) => new ExclusiveLocks(app),
    },
    {
      provide: ConnectorRegistry,
      inject: [ExclusiveLocks],
      useFactory: ({ exclusively }: ExclusiveLocks) => everyConnector(systemClock, exclusively),
    },
  ],
  exports: [ConnectorRegistry],
})
export class ConnectorsModule {}
