export { type AccessRequest, type DecisionRow, extendsUntil } from './access-request';
export { ApprovalLinks } from './approval-links';
export { ApprovalRepository } from './approval.repository';
export { ProfileViews } from './profile-views';
export { RequestRepository } from './request.repository';
export { REQUESTS_SEALED } from './requests-sealed';
export type { ProfileView } from './requests.dto';
export { RequestsModule } from './requests.module';
export { SubmitRequest } from './submit-request';
