import { exactTime } from '../../ui/words';

/** As events write moments (RFC 3339, in UTC). */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** What an event carries, for a person to read: moments as everywhere else. The raw event says it as it was sealed. */
export function valueWords(value: unknown, zone?: string): string {
  if (typeof value === 'string') return MOMENT.test(value) ? exactTime(new Date(value), zone) : value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    return value.map((item) => valueWords(item, zone)).join(', ');
  return JSON.stringify(value);
}
