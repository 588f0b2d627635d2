import { Module } from '@nestjs/common';

import { systemClock } from '../../kernel';
import { ConnectorRegistry } from './connector-registry';
import { PostgresConnector } from './postgres/postgres.connector';

@Module({
  providers: [
    {
      provide: ConnectorRegistry,
      useFactory: () => new ConnectorRegistry([new PostgresConnector(systemClock)]),
    },
  ],
  exports: [ConnectorRegistry],
})
export class ConnectorsModule {}
