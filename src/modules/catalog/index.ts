export type {
  AccessProfile,
  Entitlement,
  Finding,
  GuardState,
  Organisation,
  ProcessingActivity,
  ProfileEntitlement,
  System,
  SystemReading,
} from './catalog';
export * from './catalog.entity';
export { CatalogModule } from './catalog.module';
export { CatalogRepository } from './catalog.repository';
