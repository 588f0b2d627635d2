import { beginsHold, enrolmentBasis, recoveryCodeSuffices } from './factor-rules';
import { readChallenge, writeChallenge } from './challenge';
import { holdSentence, holdUntil } from './privilege-hold';

describe('enrolling a factor', () => {
  it.each([
    [{ hasFactor: true, mustHaveFactor: true, sessionBasis: 'administrator' }, 'existing-factor', false],
    [{ hasFactor: true, mustHaveFactor: false, sessionBasis: null }, 'existing-factor', false],
    [{ hasFactor: false, mustHaveFactor: true, sessionBasis: 'administrator' }, 'administrator', false],
    [{ hasFactor: false, mustHaveFactor: true, sessionBasis: 'single-sign-on' }, 'single-sign-on', true],
    [{ hasFactor: false, mustHaveFactor: false, sessionBasis: null }, 'own-account', true],
  ] as const)('%j rests on %s', (facts, basis, held) => {
    expect(enrolmentBasis(facts)).toBe(basis);
    expect(beginsHold(basis)).toBe(held);
  });

  it('is refused to privileged people with nothing but a password', () => {
    expect(enrolmentBasis({ hasFactor: false, mustHaveFactor: true, sessionBasis: null })).toBeUndefined();
  });
});

it.each([
  ['identity.add_factor', true],
  ['requests.approve', false],
  ['grants.claim', false],
  ['identity.make-token', false],
  ['identity.issue_enrolment_code', false],
])('a recovery code for %s: %s', (action, suffices) => {
  expect(recoveryCodeSuffices(action)).toBe(suffices);
});

describe('a hold', () => {
  const now = new Date('2026-11-27T20:00:00Z');

  it('ends after as long as is set, or is none', () => {
    expect(holdUntil(now, 86_400)).toEqual(new Date('2026-11-28T20:00:00Z'));
    expect(holdUntil(now, 0)).toBeUndefined();
  });

  it('says until when, why, and who can help', () => {
    const sentence = holdSentence({ cause: 'first-factor', until: new Date('2026-11-28T20:05:09Z') });
    expect(sentence).toContain('Until 2026-11-28 20:05 UTC');
    expect(sentence).toContain('no administrator vouched');
    expect(sentence).toContain('Somebody else of the circle');
  });
});

describe('a challenge', () => {
  const challenge = {
    nonce: Buffer.alloc(16, 1),
    expiresAt: new Date('2026-11-28T20:05:09Z'),
    mac: Buffer.alloc(32, 2),
  };

  it('reads as it was written', () => {
    expect(readChallenge(writeChallenge(challenge))).toEqual(challenge);
  });

  it.each([
    '',
    'AAAA',
    `${writeChallenge(challenge)}=`,
    ` ${writeChallenge(challenge)}`,
    `${writeChallenge(challenge)}A`,
  ])('has one spelling: %j is none', (text) => {
    expect(readChallenge(text)).toBeUndefined();
  });
});
