import { Global, Module } from '@nestjs/common';
import { CLOCK, type Clock } from '../../platform/clock.provider';
import { ENVIRONMENT, type Environment } from '../../platform/config/environment.provider';
import { MASTER_KEY, type MasterKey } from '../../platform/crypto/master-key';
import { PersonKeys } from '../../platform/crypto/person-keys';
import { AUDIT_SINK } from '../../platform/database/audit-event';
import { DATABASE_LOGINS, type DatabaseLogins } from '../../platform/database/database-logins';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { LOGGER, type Logger } from '../../platform/telemetry/logger.provider';
import { AppendEvents } from './recording/append-events';
import { AuditSealer } from './audit-sealer';
import { AuditTrail } from './reading/audit-trail';
import { AuditTree } from './sealing/audit-tree';
import { AuditViews } from './reading/audit-views';
import { AuditController } from './audit.controller';
import { ErasePersonalData } from './retention/erase-personal-data';
import { EventFeed } from './reading/event-feed';
import { EventWords } from './reading/event-words';
import { ExportTrail } from './exporting/export-trail';
import { PruneEventsJob } from './retention/prune-events.job';
import { SearchTrail } from './reading/search-trail';

/** Global, since the unit of work of the platform writes to the sink that is provided here. */
@Global()
@Module({
  controllers: [AuditController],
  providers: [
    AuditTree,
    EventWords,
    PruneEventsJob,
    SearchTrail,
    { provide: PersonKeys, useFactory: (key: MasterKey) => new PersonKeys(key), inject: [MASTER_KEY] },
    { provide: AUDIT_SINK, useFactory: (keys: PersonKeys) => new AppendEvents(keys), inject: [PersonKeys] },
    { provide: EventFeed, useFactory: (keys: PersonKeys) => new EventFeed(keys), inject: [PersonKeys] },
    { provide: AuditTrail, useFactory: (keys: PersonKeys) => new AuditTrail(keys), inject: [PersonKeys] },
    {
      provide: AuditViews,
      useFactory: (words: EventWords, tree: AuditTree) => new AuditViews(words, tree),
      inject: [EventWords, AuditTree],
    },
    {
      provide: ErasePersonalData,
      useFactory: (uow: UnitOfWork, keys: PersonKeys) => new ErasePersonalData(uow, keys),
      inject: [UnitOfWork, PersonKeys],
    },
    { provide: ExportTrail, useFactory: (uow: UnitOfWork) => new ExportTrail(uow), inject: [UnitOfWork] },
    {
      provide: AuditSealer,
      useFactory: (environment: Environment, logins: DatabaseLogins, clock: Clock, logger: Logger) =>
        new AuditSealer({ environment, logins, clock, logger }),
      inject: [ENVIRONMENT, DATABASE_LOGINS, CLOCK, LOGGER],
    },
  ],
  exports: [
    AUDIT_SINK,
    AuditSealer,
    AuditTrail,
    AuditTree,
    ErasePersonalData,
    EventFeed,
    EventWords,
    PersonKeys,
  ],
})
export class AuditModule {}
