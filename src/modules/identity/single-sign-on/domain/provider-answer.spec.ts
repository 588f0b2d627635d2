import { answerOf, provesSecondFactor } from './provider-answer';

const claims = { iss: 'https://issuer.example', sub: 'abc' };
const accepted = { amr: ['mfa', 'hwk'], acr: ['urn:high'] };

describe('what a provider says of a sign-in', () => {
  it.each<[string, Record<string, unknown>, boolean]>([
    ['a method that counts', { amr: ['pwd', 'mfa'] }, true],
    ['a context that counts', { acr: 'urn:high' }, true],
    ['methods that do not', { amr: ['pwd', 'sms'] }, false],
    ['a context that does not', { acr: 'urn:low' }, false],
    ['nothing of it', {}, false],
    ['a text where a list belongs', { amr: 'mfa' }, false],
    ['a list of what is no text', { amr: [['mfa'], { mfa: true }, 1] }, false],
    ['a list where a text belongs', { acr: ['urn:high'] }, false],
    ['another case', { amr: ['MFA'] }, false],
  ])('%s', (_, more, proves) =>
    expect(provesSecondFactor(answerOf({ ...claims, ...more }), accepted)).toBe(proves),
  );

  it('proves nothing where the policy file names nothing', () =>
    expect(provesSecondFactor(answerOf({ ...claims, amr: ['mfa'] }), { amr: [], acr: [] })).toBe(false));
});
