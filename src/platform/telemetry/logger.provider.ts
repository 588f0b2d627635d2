/** Injection token of the process's one {@link Logger}. */
export const LOGGER = Symbol('Logger');
export type { Logger } from './logger';
