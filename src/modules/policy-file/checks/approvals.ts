import { isGivenByFileAlone } from '../../policy';
import type { Finding } from '../domain/fault';
import { finding, type Check } from './draft';

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
