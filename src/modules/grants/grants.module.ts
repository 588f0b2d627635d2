import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { CatalogModule } from '../catalog';
import { ConnectorRegistry, ConnectorsModule } from '../connectors';
import { DirectoryModule } from '../directory';
import { IdentityModule } from '../identity';
import { KeysModule } from '../keys';
import { AdvanceByClock } from './advance-by-clock';
import { CheckController } from './check.controller';
import { CreateGrant } from './create-grant';
import { EndDisallowedGrants } from './end-disallowed-grants';
import { BulkRevocationRepository } from './end-everything/bulk-revocation.repository';
import { BulkRevocationViews } from './end-everything/bulk-revocation-views';
import { BulkRevocationsController } from './end-everything/bulk-revocations.controller';
import { EndEverything } from './end-everything/end-everything';
import { EndEverythingWords } from './end-everything/end-everything-words';
import { EndListedGrants } from './end-everything/end-listed-grants';
import { FindScope } from './end-everything/find-scope';
import { HaltViews } from './end-everything/halt-views';
import { HaltRepository } from './end-everything/halt.repository';
import { Halts } from './end-everything/halts';
import { HaltsController } from './end-everything/halts.controller';
import { LiftHalt } from './end-everything/lift-halt';
import { ListTargets } from './end-everything/list-targets';
import { PreviewScope } from './end-everything/preview-scope';
import { EndGrant } from './end-grant';
import { EndLeasesJob } from './end-leases.job';
import { EntitlementCheck } from './entitlement-check';
import { ExtendGrant } from './extend-grant';
import { EXTENDABLE_KINDS, type ExtendableKinds } from './extendable-kinds';
import { ExtendLeasesJob } from './extend-leases.job';
import { GrantAccess } from './grant-access';
import { GrantObservers } from './grant-observers';
import { GrantViews } from './grant-views';
import { GrantRepository } from './grant.repository';
import { GrantsController } from './grants.controller';
import { IssueCredential } from './issue-credential';
import { LeaseKeeper } from './lease-keeper';
import { LeaseMetrics } from './lease-metrics';
import { LeaseWorkTools } from './lease-work.job';
import { LeaseRepository } from './lease.repository';
import { ReadSystemsJob } from './read-systems.job';
import { SweepOrphansJob } from './sweep-orphans.job';
import { SystemViews } from './system-views';
import { SystemsController } from './systems.controller';
import { TryAgain } from './try-again';
import { UnconfirmedController } from './unconfirmed.controller';
import { UseLookup } from './use-lookup';

const extendableKinds = (connectors: ConnectorRegistry): ExtendableKinds =>
  new Set(connectors.kinds.filter((kind) => connectors.of(kind).moveDeadline !== undefined));

@Module({
  imports: [AuditModule, CatalogModule, ConnectorsModule, DirectoryModule, IdentityModule, KeysModule],
  controllers: [
    GrantsController,
    CheckController,
    SystemsController,
    UnconfirmedController,
    BulkRevocationsController,
    HaltsController,
  ],
  providers: [
    AdvanceByClock,
    BulkRevocationRepository,
    BulkRevocationViews,
    CreateGrant,
    EndDisallowedGrants,
    EndEverything,
    EndEverythingWords,
    EndGrant,
    EndLeasesJob,
    EndListedGrants,
    EntitlementCheck,
    ExtendGrant,
    ExtendLeasesJob,
    FindScope,
    GrantAccess,
    GrantObservers,
    GrantRepository,
    GrantViews,
    HaltRepository,
    HaltViews,
    Halts,
    IssueCredential,
    LeaseKeeper,
    LeaseMetrics,
    LeaseRepository,
    LeaseWorkTools,
    LiftHalt,
    ListTargets,
    PreviewScope,
    ReadSystemsJob,
    SweepOrphansJob,
    SystemViews,
    TryAgain,
    UseLookup,
    { provide: EXTENDABLE_KINDS, useFactory: extendableKinds, inject: [ConnectorRegistry] },
  ],
  exports: [
    CreateGrant,
    EndDisallowedGrants,
    ExtendGrant,
    GrantAccess,
    GrantObservers,
    GrantRepository,
    GrantViews,
    HaltViews,
    Halts,
    LeaseKeeper,
    LeaseRepository,
    ReadSystemsJob,
  ],
})
export class GrantsModule {}
