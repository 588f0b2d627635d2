import fc from 'fast-check';
import { HOUR, MINUTE, SECOND } from '../../../kernel';
import { ABSOLUTE_LIMIT, IDLE_LIMIT, seenLongAgo, sessionState, type SessionFacts } from './session-rules';

const start = new Date('2026-01-05T09:00:00.000Z');
const at = (milliseconds: number): Date => new Date(start.getTime() + milliseconds);

const full: SessionFacts = {
  personStatus: 'active',
  tokenGoodUntil: null,
  secondFactorGiven: true,
  hasSecondFactor: true,
  owesNewPassword: false,
  lastSeenAt: start,
  expiresAt: at(ABSOLUTE_LIMIT),
};
const stateOf = (facts: Partial<SessionFacts>, now = at(SECOND), mustHaveFactor = false) =>
  sessionState({ ...full, ...facts }, mustHaveFactor, now);

describe('a session', () => {
  it('counts while it is used and its eight hours last', () => {
    expect(stateOf({})).toBe('signed-in');
    expect(stateOf({}, at(IDLE_LIMIT - 1))).toBe('signed-in');
    expect(stateOf({}, at(IDLE_LIMIT))).toBe('over');
    expect(IDLE_LIMIT).toBe(15 * MINUTE);
  });

  it('ends after eight hours, however busy', () => {
    const busy = { lastSeenAt: at(ABSOLUTE_LIMIT) };
    expect(stateOf(busy, at(ABSOLUTE_LIMIT - 1))).toBe('signed-in');
    expect(stateOf(busy, at(ABSOLUTE_LIMIT))).toBe('over');
    expect(ABSOLUTE_LIMIT).toBe(8 * HOUR);
  });

  it('I16: is over for somebody who is suspended or has left', () => {
    expect(stateOf({ personStatus: 'suspended' })).toBe('over');
    expect(stateOf({ personStatus: 'left' })).toBe('over');
  });

  it('serves its prior token for the grace period only', () => {
    const prior = { tokenGoodUntil: at(15 * SECOND) };
    expect(stateOf(prior, at(15 * SECOND - 1))).toBe('signed-in');
    expect(stateOf(prior, at(15 * SECOND))).toBe('over');
  });

  it('owes a second factor from the moment that its person has one, or a job role that needs one', () => {
    const passwordOnly = { secondFactorGiven: false, hasSecondFactor: false };
    expect(stateOf(passwordOnly)).toBe('signed-in');
    expect(stateOf({ ...passwordOnly, hasSecondFactor: true })).toBe('second-factor-required');
    expect(stateOf(passwordOnly, at(SECOND), true)).toBe('enrolment-required');
    expect(stateOf({ ...passwordOnly, hasSecondFactor: true }, at(SECOND), true)).toBe(
      'second-factor-required',
    );
  });

  it('is never more than over once any of its limits is passed', () => {
    const limits: fc.Arbitrary<Partial<SessionFacts>> = fc.constantFrom(
      { personStatus: 'suspended' as const },
      { expiresAt: start },
      { lastSeenAt: at(-IDLE_LIMIT) },
      { tokenGoodUntil: start },
    );
    const others = fc.record({
      hasSecondFactor: fc.boolean(),
      secondFactorGiven: fc.boolean(),
      expiresAt: fc.constantFrom(at(HOUR), at(2 * HOUR)),
    });
    fc.assert(
      fc.property(limits, others, fc.boolean(), (limit, other, privileged) => {
        expect(stateOf({ ...other, ...limit }, at(SECOND), privileged)).toBe('over');
      }),
    );
  });

  it('has its use written down once a minute', () => {
    expect(seenLongAgo(start, at(MINUTE - 1))).toBe(false);
    expect(seenLongAgo(start, at(MINUTE))).toBe(true);
  });
});
