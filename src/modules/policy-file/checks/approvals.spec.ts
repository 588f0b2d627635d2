import { changed, faultsOf, policyFileOf } from '../../../../test/builders/policy-file';

const STAGE = `      - by:
          - otherOfCircle: true
          - jobRole: dpo
`;
const told = (stage: string): string[] =>
  faultsOf(changed([STAGE, stage])).map(({ path, sentence }) => `${path}: ${sentence}`);
const at = 'accessProfiles.read.approvals[0]';

describe('stages of the policy file', () => {
  it('are read as what the rules take', () => {
    const file = policyFileOf(
      changed([
        STAGE,
        `      - allOf: [{ otherOfCircle: true }, { jobRole: dpo }]
        escalateAfter: 90m
        escalateTo: [{ person: hugo }]
`,
      ]),
    );
    expect(file.accessProfiles.read.approvals).toEqual([
      {
        count: 1,
        by: [{ otherOfCircle: true }, { jobRole: 'dpo' }],
        ofEach: true,
        escalation: { after: 5_400, to: [{ person: 'hugo' }] },
      },
    ]);
  });

  it.each([
    ['neither kind', '      - count: 1\n', 'Write either `by` (any of these) or `allOf` (somebody of each).'],
    [
      'both kinds',
      '      - { by: [{ jobRole: dpo }], allOf: [{ jobRole: cto }] }\n',
      'Write either `by` (any of these) or `allOf` (somebody of each).',
    ],
    [
      'half an escalation',
      '      - { by: [{ jobRole: dpo }], escalateAfter: 2h }\n',
      '`escalateAfter` and `escalateTo` belong together: write both or neither.',
    ],
  ])('are refused with %s', (_, stage, sentence) => {
    expect(told(stage)).toContain(`${at}: ${sentence}`);
  });

  it('cannot escalate after the request has lapsed', () => {
    expect(
      told('      - { by: [{ jobRole: dpo }], escalateAfter: 24h, escalateTo: [{ jobRole: cto }] }\n'),
    ).toEqual([`${at}.escalateAfter: Choose a length of time between 1m and 23h.`]);
  });

  it.each(['jobRole: engineer', 'managerOf: requester'])(
    'I18 cannot put personal data to anybody outside the circle in the end: %s',
    (route) => {
      const stage = `      - { by: [{ otherOfCircle: true }, { jobRole: dpo }], escalateAfter: 2h, escalateTo: [{ ${route} }] }\n`;
      expect(told(stage)).toEqual([
        expect.stringContaining(
          `${at}.escalateTo[0]: Where personal data is concerned, an escalation reaches`,
        ),
      ]);
    },
  );

  it('name people and job roles that there are', () => {
    const stage =
      '      - { by: [{ jobRole: dpo }, { jobRole: cto }], escalateAfter: 2h, escalateTo: [{ person: nobody }] }\n';
    expect(told(stage)).toEqual([`${at}.escalateTo[0].person: There is no person \`nobody\`.`]);
  });
});

describe('approval by the policy itself', () => {
  const COUNT_STAGES = `    approvals:
      - by: [{ managerOf: requester }]
`;
  const because = '    approvedByPolicy: These figures say nothing about anybody.\n';
  const faults = (...replacement: readonly [string, string]): string[] =>
    faultsOf(changed(replacement)).map(({ path, sentence }) => `${path}: ${sentence}`);

  it('takes the place of approvals, and says why', () => {
    expect(faults(COUNT_STAGES, because)).toEqual([]);
  });

  it('is said in one way only, and said at all', () => {
    expect(faults(COUNT_STAGES, COUNT_STAGES + because)).toEqual([
      'accessProfiles.count.approvedByPolicy: Write either `approvals` or `approvedByPolicy`.',
    ]);
    expect(faults(COUNT_STAGES, '    approvals: []\n')).toContain(
      'accessProfiles.count: Say in `approvals` who has to approve, or in `approvedByPolicy` why nobody has to be asked.',
    );
  });

  it('I18 is never for personal data', () => {
    expect(faults(`    approvals:\n${STAGE}`, because)).toContain(
      'accessProfiles.read.approvedByPolicy: Personal data is never given because the policy alone says so. Write `approvals` instead.',
    );
  });

  it.each([
    ['timeZone: Mars/Olympus', 'There is no such time zone. Write a name such as `Europe/Paris`.'],
    ['from: "25:00"', 'This is no time of day. Write one in quotes, such as `"08:00"` or `"18:30"`.'],
    ['to: "07:00"', 'The end has to come after the beginning.'],
  ])('hours of use are refused with %s', (wrong, sentence) => {
    const hours = `    useHours: { timeZone: UTC, windows: [{ days: [mon], from: "08:00", to: "18:00" }] }\n`;
    const field = wrong.slice(0, wrong.indexOf(':'));
    const faulty = hours.replace(new RegExp(`${field}: (?:"[^"]*"|UTC)`), wrong);
    expect(faults(COUNT_STAGES, COUNT_STAGES + faulty)).toContainEqual(expect.stringContaining(sentence));
  });
});
