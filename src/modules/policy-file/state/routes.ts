import type { ApprovalStep, ApproverRoute, SeparationApproval, SeparationException } from '../../policy';

type Rename = (name: string) => string;

/** Ways whose named people go by another name: keys become ids, or ids keys. */
export const translateRoutes = (routes: readonly ApproverRoute[], person: Rename): readonly ApproverRoute[] =>
  routes.map((route) => ('person' in route ? { person: person(route.person) } : route));

export const translateSteps = (steps: readonly ApprovalStep[], person: Rename): readonly ApprovalStep[] =>
  steps.map(({ by, escalation, ...step }) => ({
    ...step,
    by: translateRoutes(by, person),
    ...(escalation && { escalation: { ...escalation, to: translateRoutes(escalation.to, person) } }),
  }));

export const translateSeparationApprovals = (
  approvals: readonly SeparationApproval[],
  person: Rename,
  profile: Rename,
): readonly SeparationApproval[] =>
  approvals.map(({ profileId, by }) => ({ profileId: profile(profileId), by: translateRoutes(by, person) }));

export const translateExceptions = (
  exceptions: readonly SeparationException[],
  person: Rename,
  profile: Rename,
): readonly SeparationException[] =>
  exceptions.map(({ personId, profileId, until, reason }) => ({
    until,
    reason,
    personId: person(personId),
    profileId: profile(profileId),
  }));
