import type { Clock } from '../kernel';

/** Injection token of the one {@link Clock}. */
export const CLOCK = Symbol('Clock');
export type { Clock };
