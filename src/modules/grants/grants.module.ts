import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { CatalogModule } from '../catalog';
import { ConnectorRegistry, ConnectorsModule } from '../connectors';
import { DirectoryModule } from '../directory';
import { IdentityModule } from '../identity';
import { KeysModule } from '../keys';
import { AdvanceByClock } from './deadlines/advance-by-clock';
import { CheckController } from './checking/check.controller';
import { CreateGrant } from './create-grant';
import { EndDisallowedGrants } from './ending/end-disallowed-grants';
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
import { EndGrant } from './ending/end-grant';
import { EndLeasesJob } from './ending/end-leases.job';
import { EntitlementCheck } from './entitlement-check';
import { ExtendGrant } from './extending/extend-grant';
import { EXTENDABLE_KINDS, type ExtendableKinds } from './extending/extendable-kinds';
import { ExtendLeasesJob } from './extending/extend-leases.job';
import { GrantAccess } from './grant-access';
import { GrantObservers } from './grant-observers';
import { GrantViews } from './grant-views';
import { GrantRepository } from './grant.repository';
import { GrantsController } from './grants.controller';
import { IssueCredential } from './issuing/issue-credential';
import { LeaseKeeper } from './deadlines/lease-keeper';
import { LeaseMetrics } from './lease-metrics';
import { LeaseWorkTools } from './lease-work.job';
import { LeaseRepository } from './lease.repository';
import { ReadSystemsJob } from './systems/read-systems.job';
import { SweepOrphansJob } from './systems/sweep-orphans.job';
import { SystemViews } from './systems/system-views';
import { TidyTarget } from './systems/tidy-target';
import { SystemsController } from './systems/systems.controller';
import { TryAgain } from './ending/try-again';
import { UnconfirmedController } from './ending/unconfirmed.controller';
import { UseLookup } from './checking/use-lookup';

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
    TidyTarget,
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
