export type {
  AccessProfile,
  Entitlement,
  Finding,
  GuardState,
  Organisation,
  ProcessingActivity,
  ProfileEntitlement,
  ProfileRecord,
  System,
  SystemReading,
} from './catalog';
export * from './catalog.entity';
export { CatalogModule } from './catalog.module';
export { CatalogRepository } from './catalog.repository';
export { CATALOG_SECRETS } from './catalog-secrets';
export { changePolicy, holdPolicy } from './policy-lock';
export { type SlackWorkspace, SlackWorkspaceRepository } from './slack-workspace.repository';
