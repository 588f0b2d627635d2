/**
 * The job roles that may ever hold a personal-data profile: the customer's security policy restricts personal data to
 * "the CTO and Tech Lead". In code rather than in the policy file, so that whoever edits the file cannot widen the
 * circle; the database holds the same list in a constraint (I18).
 */
export const CIRCLE_JOB_ROLES = ['cto', 'tech-lead'] as const;

export const isCircleJobRole = (jobRole: string): boolean =>
  (CIRCLE_JOB_ROLES as readonly string[]).includes(jobRole);

export const isInCircle = (holder: { readonly jobRoles: readonly string[] }): boolean =>
  holder.jobRoles.some(isCircleJobRole);

/** Job roles that the policy file alone gives: the circle, and who oversees it. No group, list or page ever adds to them. */
export const FILE_ONLY_JOB_ROLES = [...CIRCLE_JOB_ROLES, 'dpo'] as const;

export const isGivenByFileAlone = (jobRole: string): boolean =>
  (FILE_ONLY_JOB_ROLES as readonly string[]).includes(jobRole);

/** Who answers for personal data: the circle, and who oversees it. */
export const overseesPersonalData = (holder: { readonly jobRoles: readonly string[] }): boolean =>
  holder.jobRoles.some(isGivenByFileAlone);
