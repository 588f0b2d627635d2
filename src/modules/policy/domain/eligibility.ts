import { isCircleJobRole } from './circle';
import type { PersonFacts, ProfileRules, Reason } from './facts';
import type { Organisation } from './organisation';
import { unmetPrerequisites } from './prerequisites';
import { separationReasons, type HeldProfile } from './separation';
import { allOf, anyOf } from './words';

export type Eligibility =
  { readonly eligible: true } | { readonly eligible: false; readonly reasons: readonly Reason[] };

export interface EligibilityFacts {
  readonly person: PersonFacts;
  readonly profile: ProfileRules;
  /** What this human being asks for or holds already, the request under decision left out. */
  readonly held: readonly HeldProfile[];
  /** Ids of held profiles which an extra approver is asked, or has approved, to let be held with this one; none if left out. */
  readonly approvedWith?: readonly string[];
  readonly organisation: Organisation;
  readonly now: Date;
}

/** May this person have this profile now? Asked when they ask, when somebody decides, and at every issue (I1, I18). */
export function eligibility(facts: EligibilityFacts): Eligibility {
  const reasons = [
    ...statusReasons(facts.person),
    ...retirementReasons(facts.profile),
    ...jobRoleReasons(facts),
    ...unmetPrerequisites(facts.person, facts.profile.prerequisites, facts.now),
    ...separationReasons(facts, facts.approvedWith ?? []),
  ];
  return reasons.length === 0 ? { eligible: true } : { eligible: false, reasons };
}

function statusReasons({ status }: PersonFacts): Reason[] {
  if (status === 'active') return [];
  const sentence =
    status === 'suspended'
      ? 'Your account is suspended. Ask an administrator why, and to lift it.'
      : 'This account belongs to somebody who has left. Ask an administrator if that is wrong.';
  return [{ code: `policy.person_${status}`, sentence }];
}

function retirementReasons({ retired, name }: ProfileRules): Reason[] {
  if (!retired) return [];
  return [
    {
      code: 'policy.profile_retired',
      sentence: `“${name}” is no longer offered. Choose another access profile.`,
    },
  ];
}

/**
 * The job roles by which this profile can be held. For personal data they are cut down to the circle here once more,
 * so that a row that slipped past the policy file and the database's constraint still opens nothing (I18).
 */
export const openToJobRoles = (profile: ProfileRules): readonly string[] =>
  profile.personalData ? profile.eligibleJobRoles.filter(isCircleJobRole) : profile.eligibleJobRoles;

function jobRoleReasons({ person, profile, organisation }: EligibilityFacts): Reason[] {
  const open = openToJobRoles(profile);
  if (open.some((jobRole) => person.jobRoles.includes(jobRole))) return [];
  const needed = anyOf(open.map(organisation.titleOf));
  const held = allOf(person.jobRoles.map(organisation.titleOf));
  const rule =
    open.length === 0
      ? `No job role may ask for “${profile.name}”.`
      : `“${profile.name}” is open to the job ${open.length === 1 ? 'role' : 'roles'} ${needed} only.`;
  const own = held === '' ? 'You hold no job role.' : `Yours: ${held}.`;
  const advice =
    open.length === 0
      ? 'Ask an administrator to correct the policy.'
      : 'Ask one of them to do the task, or your manager if your job role is wrong.';
  return [{ code: 'policy.job_role_not_eligible', sentence: `${rule} ${own} ${advice}` }];
}
