/** Kinds of system at which the deadline of a log-in that exists can be moved; elsewhere a new one has to be made. */
export type ExtendableKinds = ReadonlySet<string>;

export const EXTENDABLE_KINDS = Symbol('kinds of system whose log-ins can be extended');
