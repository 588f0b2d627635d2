export { BeginWithNothing } from './begin-with-nothing';
export { EndWhatWasLost } from './end-what-was-lost';
export { countEffects, type Effect } from './list/domain/plan-list';
export type { ListFault } from './list/domain/list-fault';
export { ExportList } from './list/export-list';
export { ImportList, type ListPreview } from './list/import-list';
export { PeopleModule } from './people.module';
export { ManageScimTokens } from './scim/manage-scim-tokens';
