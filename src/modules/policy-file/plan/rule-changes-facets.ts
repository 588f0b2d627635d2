import { durationInWords } from '../../policy';
import type { Facet } from './facet';
import type { RuleChangesState } from './policy-state';

const WITHOUT_APPROVAL = {
  narrowing: 'only what takes access away',
  ordinary: 'every change but one of the circle',
} as const;

export const ruleChangesFacets = ({ circleDelay, withoutApproval }: RuleChangesState): Facet[] => [
  {
    field: 'circleDelay',
    label: 'delay of a change of the circle',
    value: circleDelay,
    words: durationInWords(circleDelay),
  },
  {
    field: 'withoutApproval',
    label: 'in force without an approval',
    value: withoutApproval,
    words: WITHOUT_APPROVAL[withoutApproval],
  },
];
