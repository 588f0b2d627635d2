import { Module } from '@nestjs/common';
import { AbsenceRepository } from './absence.repository';
import { DirectoryWords } from './directory-words';
import { DirectoryRepository } from './directory.repository';
import { GroupJobRoles } from './group-job-roles';
import { HoldRepository } from './hold.repository';

@Module({
  providers: [AbsenceRepository, DirectoryRepository, DirectoryWords, GroupJobRoles, HoldRepository],
  exports: [AbsenceRepository, DirectoryRepository, GroupJobRoles, HoldRepository],
})
export class DirectoryModule {}
