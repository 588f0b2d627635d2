export type Json = string | number | boolean | null | readonly Json[] | { readonly [field: string]: Json };

export const AREAS = [
  'organisation',
  'rule-changes',
  'job-role',
  'group',
  'person',
  'identity-provider',
  'slack-workspace',
  'processing-activity',
  'system',
  'entitlement',
  'access-profile',
] as const;
export type Area = (typeof AREAS)[number];

/** One difference between what is and what shall be. */
export interface Change {
  readonly area: Area;
  /** `remove`: a person has left, anything else is retired (a job role that nothing names is gone). */
  readonly kind: 'add' | 'change' | 'remove';
  readonly key: string;
  /** Which part of the entry, such as `duration.maximum`; undefined when the whole entry comes or goes. */
  readonly field: string | undefined;
  /** One sentence for the person who reviews it. */
  readonly sentence: string;
  readonly before: Json;
  readonly after: Json;
}
