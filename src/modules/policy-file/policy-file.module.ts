import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { CatalogModule } from '../catalog';
import { ConnectorRegistry, ConnectorsModule } from '../connectors';
import { DirectoryModule } from '../directory';
import { IdentityModule } from '../identity';
import { PeopleModule } from '../people';
import { AppliedFiles } from './applied-files';
import { ApplyPolicyFile } from './apply-policy-file';
import { CONNECTOR_SETTINGS } from './connector-settings';
import { PlanPolicyFile } from './plan-policy-file';
import { ApplyAsOperator } from './apply-as-operator';
import { ApproveChange } from './changes/approve-change';
import { CompareFile } from './changes/compare-file';
import { PolicyChangeViews } from './changes/policy-change-views';
import { PolicyChangeWords } from './changes/policy-change-words';
import { PolicyChangesController } from './changes/policy-changes.controller';
import { PreviewChange } from './changes/preview-change';
import { PolicyChangeRepository } from './changes/policy-change.repository';
import { ProposeChange } from './changes/propose-change';
import { ReopenFile } from './changes/reopen-file';
import { ForgetChangesJob } from './changes/forget-changes.job';
import { SettleChange } from './changes/settle-change';
import { SettleChangesJob } from './changes/settle-changes.job';
import { StopChange } from './changes/stop-change';
import { TellOfChange } from './changes/tell-of-change';
import { VoidChanges } from './changes/void-changes';
import { RuleChangesRepository } from './state/rule-changes.repository';
import { ReadPolicyState } from './state/read-policy-state';
import { WriteCatalog } from './state/write-catalog';
import { WriteIdentityProviders } from './state/write-identity-providers';
import { WritePeople } from './state/write-people';
import { WriteSlackWorkspaces } from './state/write-slack-workspaces';

@Module({
  imports: [AuditModule, CatalogModule, ConnectorsModule, DirectoryModule, IdentityModule, PeopleModule],
  controllers: [PolicyChangesController],
  providers: [
    AppliedFiles,
    ApplyAsOperator,
    ApplyPolicyFile,
    ApproveChange,
    CompareFile,
    PlanPolicyFile,
    PolicyChangeRepository,
    PolicyChangeViews,
    PolicyChangeWords,
    PreviewChange,
    ProposeChange,
    ReadPolicyState,
    ReopenFile,
    RuleChangesRepository,
    SettleChange,
    SettleChangesJob,
    ForgetChangesJob,
    StopChange,
    TellOfChange,
    VoidChanges,
    WriteCatalog,
    WriteIdentityProviders,
    WritePeople,
    WriteSlackWorkspaces,
    { provide: CONNECTOR_SETTINGS, useExisting: ConnectorRegistry },
  ],
  exports: [ApplyAsOperator, ApplyPolicyFile, PlanPolicyFile, CONNECTOR_SETTINGS],
})
export class PolicyFileModule {}
