import { FILE_ONLY_JOB_ROLES, type Organisation, type PersonFacts } from '../../policy';

/** What happens to second factors, and each step on the way to being somebody else. */
const FACTOR_NEWS = [
  'identity.account_linked',
  'identity.enrolled_by_administrator',
  'identity.enrolment_code_issued',
  'identity.factor_enrolled',
  'identity.factor_removed',
  'identity.factors_removed',
  'identity.hold_lifted',
  'identity.invited',
  'identity.recovery_code_used',
] as const;

/** An account at Slack reads what waits for its person, and asks for access in their name. */
const SLACK_ACCOUNT_NEWS = ['slack.account_bound', 'slack.account_unbound'] as const;

/**
 * How somebody is told apart from others has changed. Whose password was stolen may not notice what the thief enrols or
 * binds, so of people with privileged job roles everybody of the circle is told, and whoever oversees it.
 */
export const CIRCLE_NEWS: readonly string[] = [...FACTOR_NEWS, ...SLACK_ACCOUNT_NEWS];

export const isCircleNews = (news: Recorded): boolean => isFactorNews(news) || isSlackAccountNews(news);

/** What the command line enrols it announces itself, as an alert of its own. */
const isFactorNews = ({ type, data }: Recorded): boolean =>
  (FACTOR_NEWS as readonly string[]).includes(type) && data.basis !== 'command-line';

/** Of somebody who left, and whose name another takes now, nobody has to hear. */
export const isSlackAccountNews = ({ type, data }: Recorded): boolean =>
  (SLACK_ACCOUNT_NEWS as readonly string[]).includes(type) && data.reason !== 'credentials-forgotten';

interface Recorded {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Whoever it is about is told like the others: nobody knows better whether it was them. */
export const circleToTell = (organisation: Organisation): readonly PersonFacts[] => [
  ...new Set(FILE_ONLY_JOB_ROLES.flatMap((jobRole) => organisation.activeHolders(jobRole))),
];
