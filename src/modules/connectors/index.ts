export * from './connector';
export { ConnectorRegistry } from './connector-registry';
export { ConnectorsModule } from './connectors.module';
export { endsNothing, everyConnector } from './every-connector';
export { prepareTarget, type TargetPreparation } from './postgres/prepare-target';
export { runReaper, type ReaperEvent, type ReaperOptions } from './postgres/reaper';
export { reaperCommand } from './postgres/reaper.command';
export { SETUP_DEFAULTS, setupScript, setupSql, type TargetSetup } from './postgres/setup-sql';
