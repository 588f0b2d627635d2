import { CLOCKS_APART_AT_MOST, SECOND } from '../../../../kernel';
import {
  allOf,
  type Allowance,
  anyOf,
  CIRCLE_JOB_ROLES,
  counted,
  emptyPlaces,
  humanOf,
  isGivenByFileAlone,
  LONGEST_STEP_UP_AGE,
  type Organisation,
  type PersonFacts,
  sameHuman,
} from '../../../policy';
import { isOverseen, type Reach } from '../../domain/reach';

/** A change of the rules as those who decide about it see it. */
export interface ChangeFacts {
  readonly reach: Reach;
  /** null: from the server's own command line, where nobody is signed in. */
  readonly proposerId: string | null;
  /** Accounts of everybody who gains by it. */
  readonly gainerIds: ReadonlySet<string>;
  /** Of exactly what is shown. */
  readonly digest: string;
}

/** One recorded "yes". */
export interface ChangeApproval {
  readonly approverId: string;
  readonly digest: string;
  readonly decidedAt: Date;
  readonly stepUpAt: Date;
}

export interface ChangeStanding {
  readonly complete: boolean;
  readonly counted: readonly ChangeApproval[];
  /** "the data protection officer and one more approver (…)"; undefined when complete. */
  readonly missing: string | undefined;
  /** There are too few people who could approve it. */
  readonly impossible: boolean;
}

/** So many different people of these. */
interface ChangeStage {
  readonly count: number;
  /** Who is asked, as a phrase. */
  readonly asked: string;
  readonly candidates: readonly { readonly person: PersonFacts; readonly because: string }[];
}

const OVERSIGHT = 'dpo';

/** May this person approve this change? Asked at the decision, and again for each approval when it comes into force. */
export function mayApproveChange(
  person: PersonFacts,
  facts: ChangeFacts,
  organisation: Organisation,
): Allowance {
  const refuse = (code: string, sentence: string): Allowance => ({
    allowed: false,
    reason: { code: `policy.${code}`, sentence },
  });
  if (person.status !== 'active' || !person.jobRoles.some(isGivenByFileAlone)) {
    return refuse(
      'not_a_change_approver',
      `${person.name} does not approve changes of the rules: the personal-data circle and the ${organisation.titleOf(OVERSIGHT)} do.`,
    );
  }
  const proposer = facts.proposerId === null ? undefined : organisation.person(facts.proposerId);
  if (person.id === facts.proposerId || (proposer && sameHuman(person, proposer))) {
    return refuse('own_change', 'You proposed this change. Somebody else has to approve it.');
  }
  if (gains(person, facts, organisation)) {
    return refuse(
      'gains_by_change',
      `${person.name} gains by this change, so somebody else has to approve it.`,
    );
  }
  if (needsOversightAlone(facts) && !person.jobRoles.includes(OVERSIGHT))
    return refuse('oversight_approves', `The ${organisation.titleOf(OVERSIGHT)} has to approve this.`);
  const titles = person.jobRoles.filter(isGivenByFileAlone).map(organisation.titleOf);
  return { allowed: true, because: `${person.name} may approve as ${allOf(titles)}.` };
}

const gains = (person: PersonFacts, { gainerIds }: ChangeFacts, organisation: Organisation): boolean =>
  gainerIds.has(person.id) ||
  organisation.people.some((other) => gainerIds.has(other.id) && sameHuman(other, person));

/** CTO and tech lead mostly gain by what their circle keeps, and one of them proposed it. */
const needsOversightAlone = ({ reach, proposerId }: ChangeFacts): boolean =>
  reach === 'personal-data' && proposerId !== null;

/**
 * A change of the circle needs two human beings, one of them the data protection officer; one of what the circle keeps needs the
 * officer. Any other needs one. Where nobody knows who proposed it, two, so that one of
 * them is certainly not the proposer.
 */
export function changeStages(facts: ChangeFacts, organisation: Organisation): readonly ChangeStage[] {
  const candidates = organisation.people.flatMap((person) => {
    const allowance = mayApproveChange(person, facts, organisation);
    return allowance.allowed ? [{ person, because: allowance.because }] : [];
  });
  const oversight = candidates.filter(({ person }) => person.jobRoles.includes(OVERSIGHT));
  const everybody = [...CIRCLE_JOB_ROLES, OVERSIGHT].map((jobRole) => `the ${organisation.titleOf(jobRole)}`);
  const isUnknown = facts.proposerId === null;
  if (!isOverseen(facts.reach)) return [{ count: isUnknown ? 2 : 1, asked: anyOf(everybody), candidates }];
  const officer = organisation.titleOf(OVERSIGHT);
  const overseer = { count: 1, asked: `the ${officer}`, candidates: oversight };
  if (needsOversightAlone(facts)) return [overseer];
  return [
    overseer,
    { count: 1, asked: anyOf([...everybody.slice(0, -1), `another ${officer}`]), candidates },
  ];
}

/** Whether somebody may fill a place is asked of the account; how often, of the human being behind it. */
const emptyPlacesOf = (stages: readonly ChangeStage[], available: (accountId: string) => boolean): number[] =>
  emptyPlaces(
    stages.map(({ count, candidates }) => {
      const people = candidates.map(({ person }) => person).filter(({ id }) => available(id));
      return { count, candidates: new Set(people.map(humanOf)) };
    }),
  );

/** Which approvals count now, and what is missing. A pure count: it trusts nothing that was stored earlier. */
export function changeStanding(
  facts: ChangeFacts,
  approvals: readonly ChangeApproval[],
  organisation: Organisation,
): ChangeStanding {
  const stages = changeStages(facts, organisation);
  const valid = approvals.filter((approval) => counts(approval, facts, organisation));
  const accounts = new Set(valid.map(({ approverId }) => approverId));
  const empty = emptyPlacesOf(stages, (accountId) => accounts.has(accountId));
  const complete = empty.every((places) => places === 0);
  return {
    complete,
    counted: valid,
    missing: complete ? undefined : missingOf(facts, stages, empty),
    impossible: emptyPlacesOf(stages, () => true).some((places) => places > 0),
  };
}

/** Of an eligible person, of exactly this, with a second factor that was fresh. */
function counts(
  { approverId, digest, decidedAt, stepUpAt }: ChangeApproval,
  facts: ChangeFacts,
  organisation: Organisation,
): boolean {
  const approver = organisation.person(approverId);
  const age = decidedAt.getTime() - stepUpAt.getTime();
  return (
    approver !== undefined &&
    digest === facts.digest &&
    age >= -CLOCKS_APART_AT_MOST &&
    age <= LONGEST_STEP_UP_AGE * SECOND &&
    mayApproveChange(approver, facts, organisation).allowed
  );
}

/** Where there is oversight the first place is its own, and named alone. */
function missingOf({ reach }: ChangeFacts, stages: readonly ChangeStage[], empty: readonly number[]): string {
  const missing = stages.flatMap(({ asked }, index) => {
    if (empty[index] === 0) return [];
    if (!isOverseen(reach)) return [`${counted(empty[index], 'approver')} (${asked})`];
    return [index === 0 ? asked : `one more approver (${asked})`];
  });
  return allOf(missing);
}
