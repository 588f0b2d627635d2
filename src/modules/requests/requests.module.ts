import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { CatalogModule } from '../catalog';
import { DirectoryModule } from '../directory';
import { GrantsModule } from '../grants';
import { IdentityModule } from '../identity';
import { AbsenceViews } from './absences/absence-views';
import { AbsencesController } from './absences/absences.controller';
import { EndAbsence } from './absences/end-absence';
import { EndAbsencesJob } from './absences/end-absences.job';
import { RecordAbsence } from './absences/record-absence';
import { ApprovalLinks } from './routing/approval-links';
import { ApprovalRepository } from './approval.repository';
import { ApprovalsController } from './approvals.controller';
import { AskApprovers } from './routing/ask-approvers';
import { AskingLimits } from './submitting/asking-limits';
import { AskFurtherJob } from './routing/ask-further.job';
import { AskNewApproversJob } from './routing/ask-new-approvers.job';
import { AttentionController } from './reading/attention.controller';
import { CarryOutRequest } from './deciding/carry-out-request';
import { BreakGlassViews } from './break-glass/break-glass-views';
import { BreakGlassController } from './break-glass/break-glass.controller';
import { BreakGlassRepository } from './break-glass/break-glass.repository';
import { BreakTheGlass } from './break-glass/break-the-glass';
import { RemindOfReviewJob } from './break-glass/remind-of-review.job';
import { ReviewBreakGlass } from './break-glass/review-break-glass';
import { CancelRequest } from './submitting/cancel-request';
import { CloseBaselessRequests } from './closing/close-baseless-requests';
import { DecideRequest } from './deciding/decide-request';
import { DecisionLimit } from './deciding/decision-limit';
import { EditRequest } from './submitting/edit-request';
import { ExtensionRules } from './extension-rules';
import { ExtensionsController } from './extending/extensions.controller';
import { LapseRequestsJob } from './closing/lapse-requests.job';
import { ProfileViews } from './reading/profile-views';
import { ProfilesController } from './reading/profiles.controller';
import { RaiseBurst } from './submitting/raise-burst';
import { RequestAccess } from './request-access';
import { RequestExtension } from './extending/request-extension';
import { RequestHistory } from './reading/request-history';
import { RequestRules } from './request-rules';
import { RequestStandings } from './reading/request-standings';
import { RequestStory } from './reading/request-story';
import { RequestViews } from './reading/request-views';
import { RequestWords } from './reading/request-words';
import { RequestProfiles } from './request-profiles';
import { RequestRepository } from './request.repository';
import { RequestsController } from './requests.controller';
import { StageRepository } from './stage.repository';
import { SubmitRequest } from './submitting/submit-request';
import { TakeRequest } from './submitting/take-request';
import { WaitingFor } from './reading/waiting-for';

@Module({
  imports: [AuditModule, CatalogModule, DirectoryModule, GrantsModule, IdentityModule],
  controllers: [
    AbsencesController,
    RequestsController,
    ExtensionsController,
    ApprovalsController,
    ProfilesController,
    AttentionController,
    BreakGlassController,
  ],
  providers: [
    AbsenceViews,
    EndAbsence,
    EndAbsencesJob,
    RecordAbsence,
    ApprovalLinks,
    ApprovalRepository,
    AskApprovers,
    AskFurtherJob,
    AskNewApproversJob,
    AskingLimits,
    BreakGlassRepository,
    BreakGlassViews,
    BreakTheGlass,
    CancelRequest,
    CarryOutRequest,
    CloseBaselessRequests,
    DecideRequest,
    DecisionLimit,
    EditRequest,
    ExtensionRules,
    LapseRequestsJob,
    ProfileViews,
    RaiseBurst,
    RemindOfReviewJob,
    RequestAccess,
    RequestExtension,
    RequestHistory,
    RequestRepository,
    RequestProfiles,
    RequestRules,
    RequestStandings,
    RequestStory,
    RequestViews,
    RequestWords,
    StageRepository,
    ReviewBreakGlass,
    SubmitRequest,
    TakeRequest,
    WaitingFor,
  ],
  exports: [
    ApprovalLinks,
    ApprovalRepository,
    BreakGlassRepository,
    ProfileViews,
    RequestRepository,
    RequestStandings,
    SubmitRequest,
    WaitingFor,
  ],
})
export class RequestsModule {}
