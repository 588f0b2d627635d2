import { faultsOf, policyFileOf, SMALL_POLICY } from '../../../../test/builders/policy-file';

const workspace = (key: string, team: string, changes = ''): string => `  ${key}:
    name: ${key}
    team: ${team}
    app: A0SALLYPORT
    botToken: env:SALLYPORT_SECRET_TOKEN
    signingSecret: env:SALLYPORT_SECRET_SIGNING
${changes}`;
const withWorkspaces = (...workspaces: string[]): string =>
  SMALL_POLICY.replace(
    'processingActivities:\n',
    `slackWorkspaces:\n${workspaces.join('')}processingActivities:\n`,
  );
const told = (text: string): string[] => faultsOf(text).map(({ path, sentence }) => `${path}: ${sentence}`);

describe('Slack workspaces in the policy file', () => {
  it('may be left out: there is no Slack then', () =>
    expect(policyFileOf(SMALL_POLICY).slackWorkspaces).toEqual({}));

  it('are as many as there are teams', () =>
    expect(
      told(withWorkspaces(workspace('marelle', 'T0MARELLE'), workspace('partner', 'T0PARTNER'))),
    ).toEqual([]));

  it('are one for each team: a call of one team has one secret', () =>
    expect(told(withWorkspaces(workspace('marelle', 'T0MARELLE'), workspace('again', 'T0MARELLE')))).toEqual([
      'slackWorkspaces.again.team: `marelle` has this team already, and one team can stand here once.',
    ]));

  it.each(['botToken', 'signingSecret'])('refuse a %s that is written out, and do not repeat it', (field) => {
    const text = withWorkspaces(workspace('marelle', 'T0MARELLE')).replace(
      new RegExp(`${field}: .*`),
      `${field}: hunter2-hunter2`,
    );
    const [fault] = told(text);
    expect(fault).toContain(`slackWorkspaces.marelle.${field}`);
    expect(fault).not.toContain('hunter2');
  });
});
