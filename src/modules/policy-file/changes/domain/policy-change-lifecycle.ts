import { transition, type TransitionTable } from '../../../../kernel';

/**
 * proposed: waits for approvals · approved: waits for its moment · in-force · denied · withdrawn by its proposer · lapsed: not
 * approved in time · stopped: approved, and taken back before its moment · void: the rules it was planned against, or its
 * approvers, are not what they were
 */
export type PolicyChangeState =
  'proposed' | 'approved' | 'in-force' | 'denied' | 'withdrawn' | 'lapsed' | 'stopped' | 'void';

export type PolicyChangeEvent = 'approve' | 'deny' | 'withdraw' | 'lapse' | 'stop' | 'void' | 'put-in-force';

export const POLICY_CHANGE_STATES = [
  'proposed',
  'approved',
  'in-force',
  'denied',
  'withdrawn',
  'lapsed',
  'stopped',
  'void',
] as const satisfies readonly PolicyChangeState[];

export const POLICY_CHANGE_LIFECYCLE = {
  proposed: { approve: 'approved', deny: 'denied', withdraw: 'withdrawn', lapse: 'lapsed', void: 'void' },
  approved: { 'put-in-force': 'in-force', stop: 'stopped', void: 'void' },
  'in-force': {},
  denied: {},
  withdrawn: {},
  lapsed: {},
  stopped: {},
  void: {},
} as const satisfies TransitionTable<PolicyChangeState, PolicyChangeEvent>;

/** Throws `conflict` when a change in this state knows no such event. */
export const policyChangeAfter = (state: PolicyChangeState, event: PolicyChangeEvent): PolicyChangeState =>
  transition<PolicyChangeState, PolicyChangeEvent>(POLICY_CHANGE_LIFECYCLE, 'policy', state, event);
