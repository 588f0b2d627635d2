import { FILE_ONLY_JOB_ROLES, type Organisation, type PersonFacts } from '../../policy';

/**
 * What happens to second factors. Whose password was stolen may not notice what the thief enrols, so of people with
 * privileged job roles everybody of the circle is told, and whoever oversees it.
 */
export const FACTOR_NEWS = [
  'identity.enrolled_by_administrator',
  'identity.enrolment_code_issued',
  'identity.factor_enrolled',
  'identity.factor_removed',
  'identity.factors_removed',
  'identity.recovery_code_used',
] as const;

/** What the command line enrols it announces itself, as an alert of its own. */
export const isFactorNews = ({ type, data }: FactorNews): boolean =>
  (FACTOR_NEWS as readonly string[]).includes(type) && data.basis !== 'command-line';

interface FactorNews {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Whoever it is about is told like the others: nobody knows better whether it was them. */
export const circleToTell = (organisation: Organisation): readonly PersonFacts[] => [
  ...new Set(FILE_ONLY_JOB_ROLES.flatMap((jobRole) => organisation.activeHolders(jobRole))),
];
