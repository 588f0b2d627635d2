import { approvalPlan } from './approval-routing';
import { openToJobRoles } from './eligibility';
import type { PersonFacts, ProfileRules } from './facts';
import type { Organisation } from './organisation';
import { isSettledByApproval, withExtraApprovals } from './separation';

export interface Uncovered {
  readonly profile: ProfileRules;
  readonly person: PersonFacts;
  /** Why nobody could approve this person's request. */
  readonly sentence: string;
}

/**
 * Everyone who could ask for a profile by job role but would find too few approvers. Asked before a policy is applied,
 * so that the gap is found at a desk and not on the night somebody needs access. Prerequisites are left out on purpose:
 * a training can be renewed the same day, an approver cannot be hired.
 */
export function uncovered(profiles: readonly ProfileRules[], organisation: Organisation): Uncovered[] {
  const offered = profiles.filter(({ retired }) => !retired);
  return offered.flatMap((profile) => {
    const others = offered.filter((other) => isSettledByApproval(profile, other));
    return couldAsk(profile, organisation).flatMap((person) => {
      const { impossible } = approvalPlan(profile, person, organisation);
      if (impossible !== undefined) return [{ profile, person, sentence: impossible.sentence }];
      return uncoveredConflicts(profile, person, others, organisation);
    });
  });
}

/** What this person could hold besides, with an extra approval that nobody could give. */
const uncoveredConflicts = (
  profile: ProfileRules,
  person: PersonFacts,
  others: readonly ProfileRules[],
  organisation: Organisation,
): Uncovered[] =>
  others
    .filter((other) => couldAsk(other, organisation).some(({ id }) => id === person.id))
    .flatMap((other) => {
      const both = withExtraApprovals(profile, [{ profileId: other.id, name: other.name }], others);
      const { impossible } = approvalPlan(both, person, organisation);
      if (impossible === undefined) return [];
      return [{ profile, person, sentence: `While they hold “${other.name}”: ${impossible.sentence}` }];
    });

const couldAsk = (profile: ProfileRules, organisation: Organisation): PersonFacts[] => [
  ...new Set(openToJobRoles(profile).flatMap((jobRole) => organisation.activeHolders(jobRole))),
];
