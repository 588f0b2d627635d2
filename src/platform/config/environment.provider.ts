/** Injection token of the process's one {@link Environment}. */
export const ENVIRONMENT = Symbol('Environment');
export type { Environment } from './environment';
