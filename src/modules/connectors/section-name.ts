import type { LeaseFacts } from './connector';

/**
 * Name of a section in a file of the person's own (`~/.aws/config`, `pg_service.conf`). Log-ins of two profiles, and two
 * of one, stand beside each other in it; keys hold no dot.
 */
export const sectionName = ({ profile, entitlement }: LeaseFacts): string =>
  `sallyport-${[profile, entitlement].filter(Boolean).join('.')}`;
