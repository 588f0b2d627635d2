export { EndWhatWasLost } from './end-what-was-lost';
export { PeopleModule } from './people.module';
