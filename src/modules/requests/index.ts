export { type AccessRequest, type DecisionRow, extendsUntil } from './access-request';
export { ApprovalLinks } from './approval-links';
export { ApprovalRepository } from './approval.repository';
export { RequestRepository } from './request.repository';
export { REQUESTS_SEALED } from './requests-sealed';
export { RequestsModule } from './requests.module';
