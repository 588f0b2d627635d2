export { DirectoryModule } from './directory.module';
export { DirectoryRepository } from './directory.repository';
export type { JobRole, Person } from './person';
export { JobRoleEntity, PersonEntity, PersonJobRoleEntity, PersonPrerequisiteEntity } from './person.entity';
