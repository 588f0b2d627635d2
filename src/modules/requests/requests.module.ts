import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { CatalogModule } from '../catalog';
import { DirectoryModule } from '../directory';
import { GrantsModule } from '../grants';
import { IdentityModule } from '../identity';
import { ApprovalLinks } from './approval-links';
import { ApprovalRepository } from './approval.repository';
import { ApprovalsController } from './approvals.controller';
import { AskApprovers } from './ask-approvers';
import { AttentionController } from './attention.controller';
import { CancelRequest } from './cancel-request';
import { CloseBaselessRequests } from './close-baseless-requests';
import { DecideRequest } from './decide-request';
import { EditRequest } from './edit-request';
import { ExtensionRules } from './extension-rules';
import { ExtensionsController } from './extensions.controller';
import { LapseRequestsJob } from './lapse-requests.job';
import { ProfileViews } from './profile-views';
import { ProfilesController } from './profiles.controller';
import { RequestAccess } from './request-access';
import { RequestExtension } from './request-extension';
import { RequestHistory } from './request-history';
import { RequestRules } from './request-rules';
import { RequestStory } from './request-story';
import { RequestViews } from './request-views';
import { RequestWords } from './request-words';
import { RequestRepository } from './request.repository';
import { RequestsController } from './requests.controller';
import { SubmitRequest } from './submit-request';
import { TakeRequest } from './take-request';

@Module({
  imports: [AuditModule, CatalogModule, DirectoryModule, GrantsModule, IdentityModule],
  controllers: [
    RequestsController,
    ExtensionsController,
    ApprovalsController,
    ProfilesController,
    AttentionController,
  ],
  providers: [
    ApprovalLinks,
    ApprovalRepository,
    AskApprovers,
    CancelRequest,
    CloseBaselessRequests,
    DecideRequest,
    EditRequest,
    ExtensionRules,
    LapseRequestsJob,
    ProfileViews,
    RequestAccess,
    RequestExtension,
    RequestHistory,
    RequestRepository,
    RequestRules,
    RequestStory,
    RequestViews,
    RequestWords,
    SubmitRequest,
    TakeRequest,
  ],
  exports: [ApprovalLinks, ApprovalRepository, RequestRepository],
})
export class RequestsModule {}
