import { z } from 'zod';
import { isTimeZone, WEEKDAYS } from '../../policy';
import { list } from './fields';

const TIME = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const time = z
  .string()
  .regex(TIME, 'This is no time of day. Write one in quotes, such as `"08:00"` or `"18:30"`.');

const window = z
  .strictObject({
    days: list(z.enum(WEEKDAYS), 7).describe('On which days: `mon` to `sun`.'),
    from: time.describe('From when, by the clocks of the time zone.'),
    to: time.describe('Until when; `"24:00"` for the end of the day.'),
  })
  // Times of one form sort as texts.
  .refine(({ from, to }) => from < to, {
    message:
      'The end has to come after the beginning. Hours over midnight are two windows: until `"24:00"`, and from `"00:00"`.',
    path: ['to'],
  });

export const useHours = z.strictObject({
  timeZone: z
    .string()
    .refine(isTimeZone, 'There is no such time zone. Write a name such as `Europe/Paris`.')
    .describe('Whose clocks count, by its name in the IANA time zone database. Daylight saving is followed.'),
  windows: list(window, 14).describe('The weekly windows.'),
});
