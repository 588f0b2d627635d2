import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog';
import { ConnectorRegistry, ConnectorsModule } from '../connectors';
import { DirectoryModule } from '../directory';
import { IdentityModule } from '../identity';
import { PeopleModule } from '../people';
import { AppliedFiles } from './applied-files';
import { ApplyPolicyFile } from './apply-policy-file';
import { CONNECTOR_SETTINGS } from './connector-settings';
import { PlanPolicyFile } from './plan-policy-file';
import { ReadPolicyState } from './state/read-policy-state';
import { WriteCatalog } from './state/write-catalog';
import { WriteIdentityProviders } from './state/write-identity-providers';
import { WritePeople } from './state/write-people';

@Module({
  imports: [CatalogModule, ConnectorsModule, DirectoryModule, IdentityModule, PeopleModule],
  providers: [
    AppliedFiles,
    ApplyPolicyFile,
    PlanPolicyFile,
    ReadPolicyState,
    WriteCatalog,
    WriteIdentityProviders,
    WritePeople,
    { provide: CONNECTOR_SETTINGS, useExisting: ConnectorRegistry },
  ],
  exports: [ApplyPolicyFile, PlanPolicyFile, CONNECTOR_SETTINGS],
})
export class PolicyFileModule {}
