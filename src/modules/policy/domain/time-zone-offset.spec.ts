import { DAY, MINUTE } from '../../../kernel';
import { offsetAt } from './time-zone-offset';

/** By the name that Intl gives the offset itself: "GMT+02:00". */
function said(at: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(name) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
}

it.each([
  ['Europe/Paris', '2026-03-28T12:00:00Z'],
  ['Europe/Paris', '2026-10-24T12:00:00Z'],
  ['America/St_Johns', '2026-11-01T00:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T00:00:00Z'],
  // A whole day that nobody there lived through.
  ['Pacific/Apia', '2011-12-29T12:00:00Z'],
  ['Asia/Kathmandu', '2026-06-01T00:00:00Z'],
])('what the clocks of %s are ahead around %s', (timeZone, start) => {
  for (let minute = 0; minute < (2 * DAY) / MINUTE; minute += 15) {
    const at = new Date(Date.parse(start) + minute * MINUTE);
    expect([at, offsetAt(at, timeZone)]).toEqual([at, said(at, timeZone)]);
  }
});
