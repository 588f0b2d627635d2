import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { CatalogModule } from '../catalog';
import { ConnectorsModule } from '../connectors';
import { DirectoryModule } from '../directory';
import { IdentityModule } from '../identity';
import { AdvanceByClock } from './advance-by-clock';
import { CheckController } from './check.controller';
import { CreateGrant } from './create-grant';
import { EndDisallowedGrants } from './end-disallowed-grants';
import { EndGrant } from './end-grant';
import { EndLeasesJob } from './end-leases.job';
import { EntitlementCheck } from './entitlement-check';
import { GrantAccess } from './grant-access';
import { GrantObservers } from './grant-observers';
import { GrantViews } from './grant-views';
import { GrantRepository } from './grant.repository';
import { GrantsController } from './grants.controller';
import { IssueCredential } from './issue-credential';
import { LeaseKeeper } from './lease-keeper';
import { LeaseMetrics } from './lease-metrics';
import { LeaseRepository } from './lease.repository';
import { ReadSystemsJob } from './read-systems.job';
import { SweepOrphansJob } from './sweep-orphans.job';
import { SystemViews } from './system-views';
import { SystemsController } from './systems.controller';
import { UnconfirmedController } from './unconfirmed.controller';
import { UseLookup } from './use-lookup';

@Module({
  imports: [AuditModule, CatalogModule, ConnectorsModule, DirectoryModule, IdentityModule],
  controllers: [GrantsController, CheckController, SystemsController, UnconfirmedController],
  providers: [
    AdvanceByClock,
    CreateGrant,
    EndDisallowedGrants,
    EndGrant,
    EndLeasesJob,
    EntitlementCheck,
    GrantAccess,
    GrantObservers,
    GrantRepository,
    GrantViews,
    IssueCredential,
    LeaseKeeper,
    LeaseMetrics,
    LeaseRepository,
    ReadSystemsJob,
    SweepOrphansJob,
    SystemViews,
    UseLookup,
  ],
  exports: [
    CreateGrant,
    EndDisallowedGrants,
    GrantObservers,
    GrantRepository,
    GrantViews,
    LeaseKeeper,
    LeaseRepository,
    ReadSystemsJob,
  ],
})
export class GrantsModule {}
