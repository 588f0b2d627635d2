import { aProfile } from '../../../../test/builders/policy';
import { requestLimits, type RequestInput } from './request-limits';

const now = new Date('2026-01-05T09:00:00Z');
const input = (changes: Partial<RequestInput> = {}): RequestInput => ({
  justification: 'Customer 4711 reports a wrong invoice total.',
  ticket: null,
  durationSeconds: null,
  startsAt: null,
  ...changes,
});
const codes = (changes: Partial<RequestInput>, profile = aProfile()): string[] => {
  const limits = requestLimits(profile, input(changes), now);
  return limits.within ? [] : limits.faults.map(({ field, code }) => `${field} ${code}`);
};

describe('limits of a request', () => {
  it('takes the default duration and an immediate start', () => {
    expect(requestLimits(aProfile(), input(), now)).toEqual({
      within: true,
      request: { ...input(), durationSeconds: 1_800 },
    });
  });

  it.each([0, -1, 299, 7_201, 1e9, 1_800.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'I12 refuses %d seconds',
    (seconds) => {
      expect(codes({ durationSeconds: seconds })).toEqual(['durationSeconds policy.duration_out_of_range']);
    },
  );

  it.each([300, 7_200])('accepts the limit itself, %d seconds', (seconds) => {
    expect(codes({ durationSeconds: seconds })).toEqual([]);
  });

  it.each([
    ['', 'policy.justification_blank'],
    [' \n\t\u00a0\u200b', 'policy.justification_blank'],
    ['.'.repeat(40), 'policy.justification_blank'],
    ['short', 'policy.justification_too_short'],
    [`a${' '.repeat(40)}b`, 'policy.justification_too_short'],
    [`a${'\u200b'.repeat(40)}b`, 'policy.justification_too_short'],
    ['x'.repeat(2_001), 'policy.justification_too_long'],
  ])('refuses the justification %j', (justification, code) => {
    expect(codes({ justification })).toEqual([`justification ${code}`]);
  });

  it('says how much is missing', () => {
    const limits = requestLimits(
      aProfile(),
      input({ justification: 'nineteen characters'.slice(0, 19) }),
      now,
    );
    expect(limits).toMatchObject({
      faults: [{ sentence: expect.stringContaining('one more character at least') as string }],
    });
  });

  it('keeps the justification inert', () => {
    const limits = requestLimits(
      aProfile(),
      input({ justification: ' look \u001b[2J into the invoice totals ' }),
      now,
    );
    expect(limits).toMatchObject({ request: { justification: 'look ␛[2J into the invoice totals' } });
  });

  describe('ticket', () => {
    const profile = aProfile({ ticket: { pattern: '(OPS|SUP)-[0-9]+', required: true } });

    it('is asked for where the profile needs one', () => {
      expect(codes({ ticket: null }, profile)).toEqual(['ticket policy.ticket_missing']);
      expect(codes({ ticket: ' \u200b'.trim() }, profile)).toEqual(['ticket policy.ticket_malformed']);
    });

    it('has to look like one', () => {
      expect(codes({ ticket: 'x' }, profile)).toEqual(['ticket policy.ticket_malformed']);
      expect(codes({ ticket: ' OPS-12 ' }, profile)).toEqual([]);
    });

    it('may be left out, but not be anything, where it is optional', () => {
      const optional = aProfile({ ticket: { pattern: 'OPS-[0-9]+', required: false } });
      expect(codes({ ticket: null }, optional)).toEqual([]);
      expect(codes({ ticket: 'OPS-x' }, optional)).toEqual(['ticket policy.ticket_malformed']);
    });

    it('of a profile without a pattern is kept, bounded', () => {
      expect(codes({ ticket: 'call of Monday' })).toEqual([]);
      expect(codes({ ticket: 'x'.repeat(101) })).toEqual(['ticket policy.ticket_too_long']);
    });
  });

  describe('later start', () => {
    const inSeconds = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000);

    it.each([
      [-61, ['startsAt policy.start_in_past']],
      [-60, []],
      [604_800, []],
      [604_801, ['startsAt policy.start_too_late']],
      [Number.NaN, ['startsAt policy.start_malformed']],
    ])('%d seconds from now', (seconds, expected) => {
      expect(codes({ startsAt: inSeconds(seconds) })).toEqual(expected);
    });

    it('that passed while the form was on its way means now', () => {
      expect(requestLimits(aProfile(), input({ startsAt: inSeconds(-5) }), now)).toMatchObject({
        request: { startsAt: null },
      });
    });
  });

  it('names every fault at once', () => {
    expect(codes({ justification: '', durationSeconds: 1, startsAt: new Date(0) })).toHaveLength(3);
  });
});
