export { REQUESTS_SEALED } from './requests-sealed';
export { RequestsModule } from './requests.module';
