import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { HealthController } from './platform/http/health.controller';
import { Readiness } from './platform/http/readiness';
import { PlatformModule, type PlatformOptions } from './platform/platform.module';
import { AuditModule } from './modules/audit';
import * as catalog from './modules/catalog';
import * as directory from './modules/directory';
import { GrantsModule } from './modules/grants';
import { IdentityModule } from './modules/identity';
import { PeopleModule } from './modules/people';
import { NotificationsModule } from './modules/notifications';
import { PolicyFileModule } from './modules/policy-file';
import { RequestsModule } from './modules/requests';
import { SlackModule } from './modules/slack';

const ENTITIES = [
  directory.JobRoleEntity,
  directory.PersonPrerequisiteEntity,
  catalog.OrganisationEntity,
  catalog.ProcessingActivityEntity,
  catalog.SystemEntity,
  catalog.SystemOwnerEntity,
  catalog.EntitlementEntity,
  catalog.AccessProfileEntity,
  catalog.AccessProfileJobRoleEntity,
  catalog.AccessProfileEntitlementEntity,
];

/** The only place that knows every module. */
@Module({})
export class AppModule {
  /** `extra` is the demonstration's module, or none. */
  static for(
    options: Omit<PlatformOptions, 'entities'>,
    extra: readonly DynamicModule[] = [],
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DiscoveryModule,
        PlatformModule.for({ ...options, entities: ENTITIES }),
        AuditModule,
        IdentityModule,
        GrantsModule,
        RequestsModule,
        PeopleModule,
        PolicyFileModule,
        SlackModule,
        NotificationsModule,
        ...extra,
      ],
      controllers: [HealthController],
      providers: [Readiness],
    };
  }
}
