import { absenceFaults, momentOfDay, todayHere } from './days-away';

const today = '2026-11-30';

describe('days away', () => {
  it('are sound from today on, with a return after the first of them', () => {
    expect(absenceFaults({ standIn: 'lea', firstDay: today, backOn: '2026-12-01' }, today)).toEqual({});
  });

  it.each([
    ['nobody', { standIn: null }, 'standIn'],
    ['yesterday', { firstDay: '2026-11-29' }, 'firstDay'],
    ['no day at all', { firstDay: '' }, 'firstDay'],
    ['no return', { backOn: '' }, 'backOn'],
    ['a return on the first day', { backOn: today }, 'backOn'],
  ] as const)('are refused with %s', (_, changes, field) => {
    const days = { standIn: 'lea', firstDay: today, backOn: '2026-12-01', ...changes };
    expect(absenceFaults(days, today)[field]).toEqual(expect.any(String));
  });

  it('begin at the midnight of whoever is away', () => {
    expect(momentOfDay(today).getHours()).toBe(0);
    expect(todayHere(momentOfDay(today))).toBe(today);
  });
});
