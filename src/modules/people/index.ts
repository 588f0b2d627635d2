export { EndWhatWasLost } from './end-what-was-lost';
export { PeopleModule } from './people.module';
export { ManageScimTokens } from './scim/manage-scim-tokens';
