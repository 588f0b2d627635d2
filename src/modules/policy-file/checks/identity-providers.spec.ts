import { withProvider } from '../../../../test/builders/identity-providers';
import { faultsOf, policyFileOf, SMALL_POLICY } from '../../../../test/builders/policy-file';

const told = (text: string): string[] => faultsOf(text).map(({ path, sentence }) => `${path}: ${sentence}`);

const ANOTHER = `  okta:
    name: Okta
    issuer: https://accounts.google.com
    clientId: other
processingActivities:
`;

describe('identity providers in the policy file', () => {
  it('may be left out: there is no single sign-on then', () =>
    expect(policyFileOf(SMALL_POLICY).identityProviders).toEqual({}));

  it('are sound, and ask for as little as possible', () => {
    const text = withProvider(
      ['    scopes: [openid]\n', ''],
      ['    maxAge: 8h\n    secondFactor: { amr: [mfa] }\n', ''],
    );
    expect(policyFileOf(text).identityProviders.google).toEqual({
      name: 'Google Workspace',
      issuer: 'https://accounts.google.com',
      clientId: 'sallyport',
      clientSecret: 'env:GOOGLE_CLIENT_SECRET',
      scopes: ['openid'],
    });
  });

  it.each([
    ['http://accounts.google.com'],
    ['https://accounts.google.com/?tenant=1'],
    ['https://accounts.google.com/#x'],
    ['https://somebody@accounts.google.com'],
    ['ftp://accounts.google.com'],
    ['accounts.google.com'],
  ])('refuse the issuer %s', (issuer) =>
    expect(told(withProvider(['https://accounts.google.com', `'${issuer}'`]))).toEqual([
      expect.stringContaining('identityProviders.google.issuer: Write the issuer’s https address'),
    ]),
  );

  it('take plain http for a provider on this machine', () =>
    expect(told(withProvider(['https://accounts.google.com', 'http://127.0.0.1:4000']))).toEqual([]));

  it('refuse a secret that is written out, and do not repeat it', () => {
    const [fault] = told(withProvider(['env:GOOGLE_CLIENT_SECRET', 'hunter2-hunter2']));
    expect(fault).toContain('never the secret itself');
    expect(fault).not.toContain('hunter2');
  });

  it('want an age for a second factor that was given elsewhere', () =>
    expect(told(withProvider(['    maxAge: 8h\n', '']))).toEqual([
      'identityProviders.google.secondFactor: A second factor that was given there needs an age: write `maxAge`, such as `8h`.',
    ]));

  it.each([
    ['secondFactor: { amr: [] }', 'Write at least one entry'],
    ['secondFactor: {}', 'Name at least one value'],
    ['secondFactor: { amr: [mfa, mfa] }', 'stands in this list already'],
    ['secondFactor: { amr: [mfa], groups: [x] }', 'groups'],
  ])('refuse %s', (claims, sentence) =>
    expect(told(withProvider(['secondFactor: { amr: [mfa] }', claims])).join()).toContain(sentence),
  );

  it('refuse scopes without openid', () =>
    expect(told(withProvider(['scopes: [openid]', 'scopes: [email]'])).join()).toContain(
      'the scope `openid`',
    ));

  it('refuse one issuer twice, because a subject is a name at its issuer alone', () =>
    expect(told(withProvider(['processingActivities:\n', ANOTHER]))).toEqual([
      'identityProviders.okta.issuer: `google` has this issuer already, and one issuer can stand here once.',
    ]));
});
