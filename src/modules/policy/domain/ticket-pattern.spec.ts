import { ticketMatches, ticketPatternFault } from './ticket-pattern';

describe('ticket pattern', () => {
  it('has to match the whole ticket', () => {
    expect(ticketMatches('OPS-[0-9]+', 'OPS-12')).toBe(true);
    expect(ticketMatches('OPS-[0-9]+', 'see OPS-12')).toBe(false);
    expect(ticketMatches('OPS-[0-9]+', 'OPS-12\n')).toBe(false);
    expect(ticketMatches('OPS-[0-9]+|', '')).toBe(true);
  });

  it('takes linear time where backtracking would take years', () => {
    // No need to measure: it would not come back.
    expect(ticketMatches('((a+)+)+b', 'a'.repeat(100))).toBe(false);
  });

  it('looks at a bounded input only', () => {
    expect(ticketMatches('a*', 'a'.repeat(101))).toBe(false);
  });

  it.each(['(', '[z-a]', '(?=x)', String.raw`(a)\1`, 'a'.repeat(201)])(
    'refuses the pattern %j',
    (pattern) => {
      expect(ticketPatternFault(pattern)).toEqual(expect.any(String));
    },
  );

  it('accepts a sound one', () => expect(ticketPatternFault('(OPS|SUP)-[0-9]{1,6}')).toBeUndefined());
});
