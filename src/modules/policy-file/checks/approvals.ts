import { isGivenByFileAlone } from '../../policy';
import type { Finding } from '../domain/fault';
import { finding, type Check } from './draft';

export const approvedByPolicyChecks: Check = ({ sections }) =>
  [...sections.accessProfiles].flatMap(([name, { personalData, approvals, approvedByPolicy }]) => {
    const fault = (field: string, code: string, sentence: string): Finding[] => [
      finding(['accessProfiles', name, field], code, sentence, 'key'),
    ];
    if (approvals.length === 0 && approvedByPolicy === undefined) {
      const sentence =
        'Say in `approvals` who has to approve, or in `approvedByPolicy` why nobody has to be asked.';
      return [finding(['accessProfiles', name], 'nobody_approves', sentence, 'key')];
    }
    if (approvedByPolicy === undefined) return [];
    if (personalData) {
      const sentence =
        'Personal data is never given because the policy alone says so. Write `approvals` instead.';
      return fault('approvedByPolicy', 'policy_approves_personal_data', sentence);
    }
    if (approvals.length === 0) return [];
    return fault('approvedByPolicy', 'approved_twice', 'Write either `approvals` or `approvedByPolicy`.');
  });

/** An escalation of personal data reaches nobody outside the circle and those who oversee it; a name that says otherwise misleads. */
export const approvalChecks: Check = ({ sections }) =>
  [...sections.accessProfiles].flatMap(([name, { personalData, approvals }]) =>
    approvals.flatMap(({ escalation }, step) => {
      if (!personalData || !escalation) return [];
      return escalation.to.flatMap((route, index): Finding[] => {
        const outside = 'jobRole' in route && !isGivenByFileAlone(route.jobRole);
        if (!outside && !('managerOf' in route)) return [];
        return [
          finding(
            ['accessProfiles', name, 'approvals', step, 'escalateTo', index],
            'escalation_outside_circle',
            'Where personal data is concerned, an escalation reaches the personal-data circle and the data protection officer only. Write `otherOfCircle: true`, `jobRole: dpo`, or a person who is one of them.',
          ),
        ];
      });
    }),
  );
