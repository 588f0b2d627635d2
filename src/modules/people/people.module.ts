import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { CatalogModule } from '../catalog';
import { DirectoryModule } from '../directory';
import { GrantsModule } from '../grants';
import { IdentityModule } from '../identity';
import { BeginWithNothing } from './begin-with-nothing';
import { ChangePeople } from './change-people';
import { EndWhatWasLost } from './end-what-was-lost';
import { ExportList } from './list/export-list';
import { ImportList } from './list/import-list';
import { ListController } from './list/list.controller';
import { ReadKnownPeople } from './list/read-known-people';
import { WriteListedPeople } from './list/write-listed-people';
import { PeopleController } from './people.controller';
import { PeopleWords } from './people-words';
import { PersonViews } from './person-views';
import { RecordPrerequisite } from './record-prerequisite';
import { ManageScimTokens } from './scim/manage-scim-tokens';
import { ScimDiscoveryController } from './scim/scim-discovery.controller';
import { ScimGroupRepository } from './scim/scim-group.repository';
import { ScimGroupsController } from './scim/scim-groups.controller';
import { ScimResources } from './scim/scim-resources';
import { ScimTokenRepository } from './scim/scim-token.repository';
import { ScimTokensController } from './scim/scim-tokens.controller';
import { ScimUserRepository } from './scim/scim-user.repository';
import { ScimUsersController } from './scim/scim-users.controller';
import { WriteScimGroup } from './scim/write-scim-group';
import { WriteScimUser } from './scim/write-scim-user';
import { SuspendPerson } from './suspend-person';
import { TakePerson } from './take-person';

@Module({
  imports: [AuditModule, CatalogModule, DirectoryModule, GrantsModule, IdentityModule],
  controllers: [
    ListController,
    PeopleController,
    ScimDiscoveryController,
    ScimGroupsController,
    ScimTokensController,
    ScimUsersController,
  ],
  providers: [
    BeginWithNothing,
    ChangePeople,
    EndWhatWasLost,
    ExportList,
    ImportList,
    ManageScimTokens,
    PeopleWords,
    PersonViews,
    ReadKnownPeople,
    RecordPrerequisite,
    ScimGroupRepository,
    ScimResources,
    ScimTokenRepository,
    ScimUserRepository,
    SuspendPerson,
    TakePerson,
    WriteListedPeople,
    WriteScimGroup,
    WriteScimUser,
  ],
  exports: [BeginWithNothing, EndWhatWasLost],
})
export class PeopleModule {}
