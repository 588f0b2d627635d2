export { type AbsenceRecord, AbsenceRepository } from './absence.repository';
export { DirectoryModule } from './directory.module';
export { DirectoryRepository } from './directory.repository';
export { GroupJobRoles } from './group-job-roles';
export { type Hold, HoldRepository } from './hold.repository';
export type { JobRole, Person, PersonRecord, PersonSource, PrerequisiteRecord, SaidStatus } from './person';
export { JobRoleEntity, PersonPrerequisiteEntity } from './person.entity';
// Which accounts are one human being is a rule; whoever knows people asks it here.
export { humanOf } from '../policy';
