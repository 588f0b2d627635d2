import { organisationOf, type Organisation, type PersonFacts, type ProfileRules } from '../policy';
import type { FilePerson, FileProfile, PolicySections } from './schema/policy-file.schema';

/** The file as the rules see it. Keys stand for ids. */
export const organisationFacts = ({ people, jobRoles }: PolicySections): Organisation =>
  organisationOf(
    [...people].map(([handle, person]) => personFacts(handle, person)),
    Object.fromEntries([...jobRoles].map(([key, { title }]) => [key, title])),
  );

const personFacts = (handle: string, person: FilePerson): PersonFacts => ({
  id: handle,
  name: person.name,
  status: person.status,
  jobRoles: person.jobRoles,
  managerId: person.manager ?? null,
  secondAccountOf: person.secondAccountOf ?? null,
  prerequisites: person.prerequisites,
});

export function profileRules(key: string, profile: FileProfile, sections: PolicySections): ProfileRules {
  const owners = profile.entitlements.flatMap((name) => {
    const system = sections.entitlements.get(name)?.system ?? '';
    return sections.systems.get(system)?.owners ?? [];
  });
  return {
    id: key,
    name: profile.name,
    retired: false,
    personalData: profile.personalData,
    eligibleJobRoles: [...profile.eligibleJobRoles].sort(),
    duration: profile.duration,
    claimWindow: profile.claimWindow,
    startAhead: profile.startAhead,
    minimumJustification: profile.minimumJustification,
    ticket: profile.ticket ?? null,
    stepUpMaxAge: profile.stepUpMaxAge,
    breakGlass: profile.breakGlass ?? null,
    approvals: profile.approvals,
    approvalOrder: profile.approvalOrder,
    witnesses: profile.witnesses,
    approvedByPolicy: profile.approvedByPolicy ?? null,
    useHours: profile.useHours ?? null,
    pauseAfterDenial: profile.pauseAfterDenial,
    prerequisites: profile.prerequisites.flatMap(({ kind, maxAge }) => {
      const known = sections.prerequisites.get(kind);
      return known === undefined ? [] : [{ kind, ...known, maxAge: maxAge ?? null }];
    }),
    systemOwnerIds: [...new Set(owners)].sort(),
    separateFrom: profile.notTogetherWith.map(({ profile: other }) => other).sort(),
    separationApprovals: profile.notTogetherWith.flatMap(({ profile: profileId, extraApprover }) =>
      extraApprover === null ? [] : [{ profileId, by: extraApprover }],
    ),
    separationExceptions: profile.separationExceptions.map(({ person, profile: other, ...exception }) => ({
      ...exception,
      personId: person,
      profileId: other,
    })),
  };
}
