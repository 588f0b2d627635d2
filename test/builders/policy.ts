import type { ApprovalStep, PersonFacts, ProfileRules } from '../../src/modules/policy';

export const aPerson = (id: string, facts: Partial<PersonFacts> = {}): PersonFacts => ({
  id,
  name: id.charAt(0).toUpperCase() + id.slice(1),
  status: 'active',
  jobRoles: [],
  managerId: null,
  secondAccountOf: null,
  prerequisites: {},
  ...facts,
});

export const oneOf = (...by: ApprovalStep['by']): ApprovalStep => ({ count: 1, by });

export const aProfile = (rules: Partial<ProfileRules> = {}): ProfileRules => ({
  id: 'customer-data-read',
  name: 'Customer data, read only',
  retired: false,
  personalData: true,
  eligibleJobRoles: ['cto', 'tech-lead'],
  duration: { minimum: 300, default: 1_800, maximum: 7_200 },
  claimWindow: 28_800,
  startAhead: 604_800,
  minimumJustification: 20,
  ticket: null,
  stepUpMaxAge: 300,
  breakGlass: null,
  approvals: [oneOf({ otherOfCircle: true }, { jobRole: 'dpo' })],
  approvalOrder: 'together',
  witnesses: [],
  approvedByPolicy: null,
  useHours: null,
  pauseAfterDenial: 900,
  prerequisites: [],
  systemOwnerIds: [],
  separateFrom: [],
  separationApprovals: [],
  separationExceptions: [],
  ...rules,
});

export const TITLES = {
  cto: 'CTO',
  'tech-lead': 'tech lead',
  dpo: 'data protection officer',
  engineer: 'engineer',
};
