import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changed, faultsOf, placeOf, SMALL_POLICY } from '../../../../test/builders/policy-file';

const told = (text: string): string[] => faultsOf(text).map(({ path, sentence }) => `${path}: ${sentence}`);

describe('references of the policy file', () => {
  it.each([
    [
      'jobRoles: [cto]',
      'jobRoles: [ctoo]',
      'people.hugo.jobRoles[0]',
      'There is no job role `ctoo`. Did you mean `cto`?',
    ],
    [
      'manager: hugo',
      'manager: hogo',
      'people.lea.manager',
      'There is no person `hogo`. Did you mean `hugo`?',
    ],
    [
      'manager: hugo',
      'secondAccountOf: nobody',
      'people.lea.secondAccountOf',
      'There is no person `nobody`.',
    ],
    [
      '{ training: 2025-03-03 }',
      '{ nda: 2025-03-03 }',
      'people.lea.prerequisites.nda',
      'There is no prerequisite `nda`.',
    ],
    [
      'owners: [hugo]',
      'owners: [lea, hugoo]',
      'systems.customer-db.owners[1]',
      'There is no person `hugoo`. Did you mean `hugo`?',
    ],
    ['system: customer-db', 'system: crm', 'entitlements.reader.system', 'There is no system `crm`.'],
    [
      '[reader]',
      '[raeder]',
      'accessProfiles.read.entitlements[0]',
      'There is no entitlement `raeder`. Did you mean `reader`?',
    ],
    [
      'processingActivity: support',
      'processingActivity: x',
      'accessProfiles.read.processingActivity',
      'There is no processing activity `x`.',
    ],
    [
      'eligibleJobRoles: [engineer]',
      'eligibleJobRoles: [intern]',
      'accessProfiles.count.eligibleJobRoles[0]',
      'There is no job role `intern`.',
    ],
    [
      '- jobRole: dpo',
      '- jobRole: dpp',
      'accessProfiles.read.approvals[0].by[1].jobRole',
      'There is no job role `dpp`. Did you mean `dpo`?',
    ],
    [
      '- jobRole: dpo',
      '- person: ins',
      'accessProfiles.read.approvals[0].by[1].person',
      'There is no person `ins`. Did you mean `ines`?',
    ],
    [
      'kind: training',
      'kind: constructor',
      'accessProfiles.read.prerequisites[0].kind',
      'There is no prerequisite `constructor`.',
    ],
    [
      'purpose: Planning.',
      'purpose: Planning.\n    notTogetherWith: [reed]',
      'accessProfiles.count.notTogetherWith[0]',
      'There is no access profile `reed`. Did you mean `read`?',
    ],
    [
      'purpose: Planning.',
      'purpose: Planning.\n    notTogetherWith: [{ profile: reed, extraApprover: [{ jobRole: dpo }] }]',
      'accessProfiles.count.notTogetherWith[0].profile',
      'There is no access profile `reed`. Did you mean `read`?',
    ],
    [
      'purpose: Planning.',
      'purpose: Planning.\n    notTogetherWith: [{ profile: read, extraApprover: [{ person: hugho }] }]',
      'accessProfiles.count.notTogetherWith[0].extraApprover[0].person',
      'There is no person `hugho`. Did you mean `hugo`?',
    ],
  ])('%s → %s', (from, to, path, sentence) => {
    expect(told(changed([from, to]))).toContain(`${path}: ${sentence}`);
  });

  it('survive names that every object inherits', () => {
    const text = changed(
      ['processingActivity: support', 'processingActivity: constructor'],
      ['[reader]', '[constructor]'],
      ['manager: hugo', 'manager: constructor'],
    );
    expect(told(text)).toHaveLength(3);
  });
});

describe('people of the policy file', () => {
  it('share no e-mail address, in whatever case', () => {
    const text = changed(['email: lea@test.example', 'email: HUGO@test.example']);
    expect(told(text)).toEqual(['people.lea.email: `hugo` has this e-mail address already.']);
  });

  it('do not manage each other in a circle, which is told once', () => {
    const text = changed(['jobRoles: [cto] }', 'jobRoles: [cto], manager: milan }']);
    expect(told(text)).toEqual([
      'people.hugo.manager: These people manage each other in a circle: `hugo` → `milan` → `lea` → `hugo`. Leave `manager` out for the one at the top.',
    ]);
    expect(told(changed(['manager: hugo', 'manager: lea']))).toEqual([
      expect.stringContaining('`lea` → `lea`'),
    ]);
  });

  it('I1 second accounts belong to a first account', () => {
    const second = (of: string): string => `jobRoles: [cto], secondAccountOf: ${of} }`;
    expect(told(changed(['jobRoles: [cto] }', second('hugo')]))).toContainEqual(
      expect.stringContaining('not its own second account'),
    );
    const chain = changed(
      ['jobRoles: [cto] }', second('ines')],
      ['jobRoles: [dpo] }', 'jobRoles: [dpo], secondAccountOf: milan }'],
    );
    expect(told(chain)).toEqual([
      'people.hugo.secondAccountOf: `ines` is a second account itself. Name the first account, `milan`.',
    ]);
  });
});

describe('groups of a provisioning system', () => {
  const withGroups = (groups: string): string =>
    changed(['jobRoles:\n  cto:', `directory:\n  groups: ${groups}\njobRoles:\n  cto:`]);

  it('give job roles of the file', () => {
    expect(told(withGroups('{ Engineering: engineer, "R&D, Lyon": engineer }'))).toEqual([]);
    expect(told(withGroups('{ Engineering: enginer }'))).toEqual([
      'directory.groups.Engineering: There is no job role `enginer`. Did you mean `engineer`?',
    ]);
  });

  it.each(['cto', 'tech-lead', 'dpo'])('I18 never give the job role %s', (jobRole) => {
    const text = withGroups(`{ Leads: ${jobRole} }`);
    expect(faultsOf(text)).toEqual([
      expect.objectContaining({ ...placeOf(text, `${jobRole} }`), code: 'policy_file.group_widens_circle' }),
    ]);
  });

  it('are the same in upper and lower case', () => {
    expect(told(withGroups('{ Engineering: engineer, ENGINEERING: engineer }'))).toEqual([
      expect.stringContaining('is the same group'),
    ]);
  });
});

describe('profiles of the policy file', () => {
  it('I18 that open personal data name the circle only', () => {
    const text = changed(['eligibleJobRoles: [cto, tech-lead]', 'eligibleJobRoles: [cto, engineer, dpo]']);
    expect(faultsOf(text)).toEqual([
      expect.objectContaining({ ...placeOf(text, 'engineer, dpo]'), code: 'policy_file.outside_circle' }),
      expect.objectContaining({ ...placeOf(text, 'dpo]\n    duration'), code: 'policy_file.outside_circle' }),
    ]);
  });

  it('I18 cannot call personal data something else', () => {
    const text = changed(['entitlements: [metrics]', 'entitlements: [metrics, reader]']);
    expect(told(text)).toEqual([
      'accessProfiles.count.personalData: The entitlement `reader` reaches personal data, so this has to be `true`.',
    ]);
  });

  it('I18 cannot reach the same group role through an entitlement that keeps quiet about it', () => {
    const text = changed(['memberOf: [metrics_reader]', 'memberOf: [customer_reader]']);
    expect(told(text)).toEqual([
      expect.stringContaining(
        'entitlements.metrics.settings.memberOf[0]: `customer_reader` reaches personal data',
      ),
    ]);
  });

  it.each([
    [
      'default: 30m, maximum: 2h',
      'default: 3h, maximum: 2h',
      'default',
      'The default (3h) has to lie between',
    ],
    [
      'default: 30m, maximum: 2h',
      'default: 1m, maximum: 2h',
      'default',
      'The default (1m) has to lie between',
    ],
    [
      'default: 30m, maximum: 2h',
      'minimum: 3h, default: 30m, maximum: 2h',
      'maximum',
      'The minimum (3h) is longer',
    ],
  ])('%s may not read %s', (from, to, field, sentence) => {
    expect(told(changed([from, to]))).toEqual([
      expect.stringContaining(`accessProfiles.read.duration.${field}: ${sentence}`),
    ]);
  });

  it('name a category of data of their processing activity', () => {
    const text = changed(['dataCategory: Contact data', 'dataCategory: Contact dat']);
    expect(told(text)).toEqual([expect.stringContaining('Did you mean `Contact data`?')]);
  });

  it('have a ticket pattern that can be read', () => {
    const text = changed(['purpose: Planning.', 'purpose: Planning.\n    ticket: { pattern: "(?=x)" }']);
    expect(told(text)).toEqual([
      expect.stringContaining('accessProfiles.count.ticket.pattern: This pattern error parsing'),
    ]);
  });

  it('have names that an approver can tell apart', () => {
    const text = changed(['name: Count metrics', 'name: read  Customers']);
    expect(told(text)).toEqual([
      expect.stringContaining('accessProfiles.count.name: `read` has this name already'),
    ]);
  });

  it('repeat nothing in a list', () => {
    const text = changed(['eligibleJobRoles: [engineer]', 'eligibleJobRoles: [engineer, engineer]']);
    expect(told(text)).toEqual([
      'accessProfiles.count.eligibleJobRoles[1]: `engineer` stands in this list already.',
    ]);
  });
});

describe('approvers of the policy file', () => {
  it('I1 leave nobody without one: each person who would be is named with the reason', () => {
    const text = changed(
      ['          - jobRole: dpo\n', ''],
      ['jobRoles: [tech-lead]', 'jobRoles: [engineer]'],
    );
    expect(faultsOf(text)).toEqual([
      {
        ...placeOf(text, 'approvals:'),
        path: 'accessProfiles.read.approvals',
        code: 'policy_file.nobody_can_approve',
        sentence:
          'Hugo (`hugo`) could ask, and nobody could say yes. “Read customers” lacks one approver for the other ' +
          'person of the personal-data circle: nobody decides on their own request. Ask an administrator to name another approver.',
      },
    ]);
  });

  it('I1 leave nobody who counts only by a second account of the requester', () => {
    const text = changed(
      ['          - jobRole: dpo\n', ''],
      ['    jobRoles: [tech-lead]\n', '    jobRoles: [tech-lead]\n    secondAccountOf: hugo\n'],
    );
    expect(faultsOf(text).map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining('Hugo (`hugo`)'),
      expect.stringContaining('Léa (`lea`)'),
    ]);
  });

  it('are missing for a person without a manager where the manager decides', () => {
    expect(told(changed(['jobRoles: [engineer], manager: lea', 'jobRoles: [engineer]']))).toEqual([
      expect.stringContaining('Milan (`milan`) could ask'),
    ]);
  });

  it('I16 do not count when they are suspended', () => {
    const text = changed(['    name: Léa\n', '    name: Léa\n    status: suspended\n']);
    expect(told(text)).toEqual([expect.stringContaining('Milan (`milan`) could ask')]);
  });
});

describe('settings of the policy file', () => {
  it('are refused where the connector refuses them, with its sentence', () => {
    const text = changed(['memberOf: [customer_reader]', 'memberOf: [pg_execute_server_program]']);
    expect(faultsOf(text)).toEqual([
      expect.objectContaining({
        path: 'entitlements.reader.settings',
        code: 'policy_file.settings',
        sentence: expect.stringContaining('predefined role') as string,
      }),
    ]);
  });
});

describe('faults of the policy file', () => {
  it('are all told at once, in reading order, and none twice', () => {
    const text = changed(
      ['dpo@test.example }', 'nobody }'],
      ['manager: hugo', 'manager: hogo'],
      ['credential: env:TARGET_URL', 'credential: hunter2'],
      ['maximum: 2h', 'maximum: 2 h'],
      ['purpose: Planning.', 'purpos: Planning.'],
    );
    expect(faultsOf(text).map(({ path }) => path)).toEqual([
      'organisation.dpoContact',
      'people.lea.manager',
      'systems.customer-db.credential',
      'accessProfiles.read.duration.maximum',
      'accessProfiles.count.purpose',
      'accessProfiles.count.purpos',
    ]);
  });

  it('of one profile do not hide that another has no approver', () => {
    const text = changed(
      ['          - jobRole: dpo\n', ''],
      ['jobRoles: [tech-lead]', 'jobRoles: [engineer]'],
      ['maximum: 8h', 'maximum: 8 hours'],
    );
    expect(faultsOf(text).map(({ code }) => code)).toEqual([
      'policy_file.nobody_can_approve',
      'policy_file.value',
    ]);
  });

  it('are none in the demonstration organisation', () => {
    const demo = readFileSync(join(__dirname, '..', '..', '..', '..', 'sallyport.yaml'));
    expect(faultsOf(demo)).toEqual([]);
  });

  it('are none in the small file', () => expect(told(SMALL_POLICY)).toEqual([]));
});
