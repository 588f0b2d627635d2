import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { CatalogModule } from '../catalog';
import { DirectoryModule } from '../directory';
import { GrantsModule } from '../grants';
import { IdentityModule } from '../identity';
import { EndWhatWasLost } from './end-what-was-lost';
import { PeopleController } from './people.controller';
import { PeopleWords } from './people-words';
import { PersonViews } from './person-views';
import { RecordPrerequisite } from './record-prerequisite';
import { SuspendPerson } from './suspend-person';

@Module({
  imports: [AuditModule, CatalogModule, DirectoryModule, GrantsModule, IdentityModule],
  controllers: [PeopleController],
  providers: [EndWhatWasLost, PeopleWords, PersonViews, RecordPrerequisite, SuspendPerson],
  exports: [EndWhatWasLost],
})
export class PeopleModule {}
