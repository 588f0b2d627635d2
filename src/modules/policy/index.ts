/** Front door of the rules: pure functions over facts that the caller brings. No table, no clock, no I/O. */
export * from './domain/approval-routing';
export * from './domain/approval-standing';
export * from './domain/calendar';
export * from './domain/circle';
export * from './domain/coverage';
export * from './domain/duration';
export * from './domain/eligibility';
export * from './domain/facts';
export * from './domain/inert-text';
export * from './domain/organisation';
export { lastDayOf, unmetPrerequisites } from './domain/prerequisites';
export * from './domain/request-limits';
export * from './domain/separation';
export * from './domain/step-up';
export * from './domain/ticket-pattern';
export * from './domain/words';
