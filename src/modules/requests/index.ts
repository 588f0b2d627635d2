export { LapseRequestsJob } from './lapse-requests.job';
export { RequestsModule } from './requests.module';
