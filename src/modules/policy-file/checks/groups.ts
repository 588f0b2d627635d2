import { isGivenByFileAlone } from '../../policy';
import { didYouMean } from '../domain/nearest';
import type { Finding } from '../domain/fault';
import { finding, type Check } from './draft';

/** Groups of a provisioning system give job roles that exist, and never one of the circle or the oversight over it (I18). */
export const groupChecks: Check = ({ groups, names }) => {
  const seen = new Map<string, string>();
  return [...groups].flatMap(([group, jobRole]): Finding[] => {
    const path = ['directory', 'groups', group];
    const twin = seen.get(group.toLowerCase());
    seen.set(group.toLowerCase(), group);
    if (twin !== undefined) {
      return [
        finding(
          path,
          'same_group',
          `“${twin}” is the same group: upper and lower case make no difference.`,
          'key',
        ),
      ];
    }
    if (isGivenByFileAlone(jobRole)) {
      return [
        finding(
          path,
          'group_widens_circle',
          `A group never gives the job role \`${jobRole}\`: whoever may change groups could widen the circle. Name the person under \`people\`.`,
        ),
      ];
    }
    if (names.jobRoles.has(jobRole)) return [];
    return [
      finding(
        path,
        'unknown_jobRoles',
        `There is no job role \`${jobRole}\`.${didYouMean(jobRole, names.jobRoles)}`,
      ),
    ];
  });
};
