import { aPerson } from '../../../../test/builders/policy';
import { prerequisiteStandings, worstOf } from './prerequisite-standing';

const NOW = new Date('2026-03-01T09:00:00Z');
const rule = (kind: string, months: number | null) => ({
  kind,
  title: `${kind} in words`,
  remedy: 'Ask Ines.',
  maxAge: months === null ? null : { amount: months, unit: 'months' as const },
});

const of = (completedOn: string | undefined, validUntil?: string, ...months: (number | null)[]) =>
  prerequisiteStandings(
    aPerson('lea', {
      prerequisites: completedOn === undefined ? {} : { training: completedOn },
      prerequisitesValidUntil: validUntil === undefined ? {} : { training: validUntil },
    }),
    (months.length === 0 ? [12] : months).map((age) => rule('training', age)),
    NOW,
  )[0];

describe('how a prerequisite stands', () => {
  it.each([
    ['missing', undefined, undefined],
    ['in-future', '2026-03-02', undefined],
    ['met', '2026-03-01', undefined],
    ['met', '2025-04-01', undefined],
    ['lapses-soon', '2025-03-31', undefined],
    ['lapses-soon', '2025-03-01', undefined],
    ['lapsed', '2025-02-28', undefined],
    ['lapses-soon', '2026-01-01', '2026-03-31'],
    ['met', '2026-01-01', '2026-04-01'],
    ['lapsed', '2026-01-01', '2026-02-28'],
  ] as const)('%s for what was met on %s and is good until %s', (state, completedOn, validUntil) => {
    expect(of(completedOn, validUntil).state).toBe(state);
  });

  it('goes by the strictest profile that asks for it', () => {
    expect(of('2025-12-01', undefined, 12, 2, null)).toMatchObject({
      lastDay: '2026-02-01',
      state: 'lapsed',
    });
    expect(of('2020-12-01', undefined, null)).toMatchObject({ lastDay: null, state: 'met' });
  });

  it('says what wants attention first', () => {
    expect(worstOf([])).toBeUndefined();
    expect(worstOf([of('2026-01-01'), of('2020-01-01'), of('2025-03-31')])).toBe('lapsed');
  });
});
