import { mayApplyAlone, type OperatorsFile } from './may-apply-alone';

const file = (facts: Partial<OperatorsFile>): OperatorsFile => ({
  founding: false,
  inForceAlready: false,
  reach: 'ordinary',
  withoutApproval: 'narrowing',
  ...facts,
});

it.each<[string, Partial<OperatorsFile>, boolean]>([
  ['the first file of an installation, the circle included', { founding: true, reach: 'circle' }, true],
  ['what only takes away', { reach: 'narrowing' }, true],
  ['an ordinary change', {}, false],
  ['an ordinary change where the rules in force say so', { withoutApproval: 'ordinary' }, true],
  ['a change of the circle, whatever the rules say', { reach: 'circle', withoutApproval: 'ordinary' }, false],
  [
    'what the circle keeps, whatever the rules say',
    { reach: 'personal-data', withoutApproval: 'ordinary' },
    false,
  ],
  ['what the file in force says anyway', { inForceAlready: true }, true],
  ['a circle that is another than the file in force says', { inForceAlready: true, reach: 'circle' }, false],
  ['an ordinary change where nothing is known of the rules', { withoutApproval: undefined }, false],
])('of a file from the server itself, comes into force alone: %s', (_, facts, may) =>
  expect(mayApplyAlone(file(facts))).toBe(may),
);
