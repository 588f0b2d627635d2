import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { policyFileOf } from '../../test/builders/policy-file';
import { calendarDate, datePlus } from '../modules/policy';
import { freshDates } from './fresh-dates';

const demo = policyFileOf(readFileSync(join(__dirname, '..', '..', 'sallyport.yaml'), 'utf8'));
const trained = (handle: string, now: Date): boolean => {
  const age = { amount: 12, unit: 'months' } as const;
  const day = freshDates(demo, now).people[handle].prerequisites['security-training'];
  return day <= calendarDate(now) && datePlus(day, age) >= calendarDate(now);
};

describe('dates of the demonstration', () => {
  it('keep the circle trained and the one person out of date, for ever', () => {
    const some = fc.date({ min: new Date('2026-11-22'), max: new Date('2060-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(some, (now) => {
        for (const handle of ['hugo', 'lea', 'ines']) expect(trained(handle, now)).toBe(true);
        expect(trained('aino', now)).toBe(false);
      }),
    );
  });

  it('stay as they are while they are fresh', () => {
    expect(freshDates(demo, new Date('2026-11-22'))).toBe(demo);
    expect(freshDates({ ...demo, people: {} }, new Date('2030-01-01')).people).toEqual({});
  });

  it('are the same at two starts of one week', () => {
    const [one, other] = [new Date('2031-05-05'), new Date('2031-05-09')].map((now) => freshDates(demo, now));
    expect(one).toEqual(other);
  });
});
