import fc from 'fast-check';
import { addSeconds, SECOND } from '../../../kernel';
import type { UseHours } from '../../policy';
import { type ExtensionFacts, extensionRefusal, latestEnd, secondsToAdd, withinHours } from './extension';

const at = (time: string): Date => new Date(`2026-01-05T${time}Z`);
const grant = (changes: Partial<ExtensionFacts> = {}): ExtensionFacts => ({
  state: 'active',
  claimedAt: at('09:00:00'),
  expiresAt: at('10:00:00'),
  maximumSeconds: 7_200,
  ...changes,
});

const rulesOf = (maximum: number) => ({ duration: { maximum }, useHours: null });

describe('extensionRefusal', () => {
  it('lets a grant in use be extended up to its last millisecond', () => {
    expect(extensionRefusal(grant(), at('09:59:59.999'))).toBeUndefined();
  });

  it.each([
    ['I12 at its deadline, the very millisecond', grant(), '10:00:00.000', 'grants.already_ended'],
    ['once it is ending', grant({ state: 'ending' }), '09:30:00', 'grants.already_ended'],
    ['while its end is unconfirmed', grant({ state: 'unconfirmed' }), '09:30:00', 'grants.already_ended'],
    ['once it has ended', grant({ state: 'ended' }), '09:30:00', 'grants.already_ended'],
    [
      'before its start',
      grant({ state: 'scheduled', claimedAt: null, expiresAt: null }),
      '09:30:00',
      'requests.nothing_to_extend',
    ],
    [
      'before its first use',
      grant({ state: 'claimable', claimedAt: null, expiresAt: null }),
      '09:30:00',
      'requests.nothing_to_extend',
    ],
  ])('refuses %s', (_, facts, time, code) => {
    expect(extensionRefusal(facts, at(time))?.code).toBe(code);
  });
});

describe('how much can be added', () => {
  it.each([
    ['the rest of the maximum', grant(), 7_200, 3_600],
    ['the rest of today’s maximum, where that is shorter', grant(), 5_400, 1_800],
    ['what was approved under, where today’s is longer', grant(), 28_800, 3_600],
    ['nothing at the maximum', grant({ expiresAt: at('11:00:00') }), 7_200, 0],
    ['nothing, never less, where the maximum was lowered', grant(), 60, 0],
    ['nothing before the first use', grant({ claimedAt: null, expiresAt: null }), 7_200, 0],
    ['whole seconds only', grant({ expiresAt: at('10:59:58.500') }), 7_200, 1],
  ])('is %s', (_, facts, maximum, seconds) => {
    expect(secondsToAdd(facts, rulesOf(maximum))).toBe(seconds);
  });

  it('I12 never passes the maximum counted from the first use, in however many steps', () => {
    const steps = fc.array(
      fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), maximum: fc.nat(20_000) }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.nat(999),
        steps,
        (maximumSeconds, millis, extensions) => {
          const claimedAt = new Date(at('09:00:00').getTime() + millis);
          let facts = grant({ claimedAt, expiresAt: addSeconds(claimedAt, 1), maximumSeconds });
          for (const { share, maximum } of extensions) {
            const seconds = Math.ceil(secondsToAdd(facts, rulesOf(maximum)) * share);
            const before = facts.expiresAt!;
            facts = { ...facts, expiresAt: addSeconds(before, seconds) };
            if (seconds > 0) expect(facts.expiresAt! <= latestEnd(facts, rulesOf(maximum))!).toBe(true);
            expect(facts.expiresAt!.getTime() - claimedAt.getTime()).toBeLessThanOrEqual(
              maximumSeconds * SECOND,
            );
          }
        },
      ),
    );
  });
});

describe('the hours of a profile', () => {
  const useHours: UseHours = {
    timeZone: 'UTC',
    windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' }],
  };
  const monday = (time: string): Date => new Date(`2026-11-30T${time}:00Z`);
  const facts = { state: 'active', claimedAt: monday('15:00'), maximumSeconds: 7 * 86_400 } as const;
  const rules = { duration: { maximum: 7 * 86_400 }, useHours };

  it.each([
    ['17:00', 3_600],
    ['18:00', 0],
  ])('I12 a grant that ends at %s cannot be extended beyond them', (end, seconds) => {
    const grant = { ...facts, expiresAt: monday(end) };
    expect(latestEnd(grant, rules)).toEqual(monday('18:00'));
    expect(secondsToAdd(grant, rules)).toBe(seconds);
  });

  it('cut what would last longer, and nothing where there are none', () => {
    expect(withinHours(useHours, monday('17:30'), monday('19:30'))).toEqual(monday('18:00'));
    expect(withinHours(useHours, monday('10:00'), monday('11:00'))).toEqual(monday('11:00'));
    expect(withinHours(null, monday('17:30'), monday('19:30'))).toEqual(monday('19:30'));
    expect(withinHours(useHours, monday('20:00'), monday('21:00'))).toEqual(monday('20:00'));
  });
});
