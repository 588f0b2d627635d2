import { Module } from '@nestjs/common';
import { DirectoryWords } from './directory-words';
import { DirectoryRepository } from './directory.repository';
import { GroupJobRoles } from './group-job-roles';
import { HoldRepository } from './hold.repository';

@Module({
  providers: [DirectoryRepository, DirectoryWords, GroupJobRoles, HoldRepository],
  exports: [DirectoryRepository, GroupJobRoles, HoldRepository],
})
export class DirectoryModule {}
