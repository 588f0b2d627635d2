import { approvalPlan } from './approval-routing';
import { openToJobRoles } from './eligibility';
import type { PersonFacts, ProfileRules } from './facts';
import type { Organisation } from './organisation';

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
  return profiles
    .filter(({ retired }) => !retired)
    .flatMap((profile) =>
      couldAsk(profile, organisation).flatMap((person) => {
        const { impossible } = approvalPlan(profile, person, organisation);
        return impossible === undefined ? [] : [{ profile, person, sentence: impossible.sentence }];
      }),
    );
}

const couldAsk = (profile: ProfileRules, organisation: Organisation): PersonFacts[] => [
  ...new Set(openToJobRoles(profile).flatMap((jobRole) => organisation.activeHolders(jobRole))),
];
