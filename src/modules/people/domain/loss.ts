/** What of a person decides what they may do. */
export interface Standing {
  readonly status: 'active' | 'suspended' | 'left';
  readonly jobRoles: readonly string[];
  readonly managerId: string | null;
  readonly secondAccountOf: string | null;
  readonly prerequisites: Readonly<Record<string, string>>;
  readonly prerequisitesValidUntil: Readonly<Record<string, string>>;
}

/** Why somebody's sessions end: they may not be here any more, or they are not what they were. */
export function loss(before: Standing, after: Standing): 'person-disabled' | 'job-role-lost' | undefined {
  if (before.status === 'active' && after.status !== 'active') return 'person-disabled';
  return before.jobRoles.some((jobRole) => !after.jobRoles.includes(jobRole)) ? 'job-role-lost' : undefined;
}

/**
 * Whether anything changed that a grant rests on, the person's own or one that they approved: then every open grant is judged
 * again. A change of what it does not look at, such as a name, costs nothing.
 */
export const touchesAccess = (before: Standing, after: Standing): boolean =>
  FACTS.some((fact) => JSON.stringify(before[fact]) !== JSON.stringify(after[fact]));

const FACTS = [
  'status',
  'jobRoles',
  'managerId',
  'secondAccountOf',
  'prerequisites',
  'prerequisitesValidUntil',
] as const satisfies readonly (keyof Standing)[];
