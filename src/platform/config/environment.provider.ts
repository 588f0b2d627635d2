/** Injection token of the process's {@link Environment}. */
export const ENVIRONMENT = Symbol('Environment');
export type { Environment } from './environment';
