const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = [
  { seconds: DAY, one: 'day', short: 'd' },
  { seconds: HOUR, one: 'hour', short: 'h' },
  { seconds: MINUTE, one: 'minute', short: 'min' },
  { seconds: 1, one: 'second', short: 's' },
] as const;

interface Part {
  readonly count: number;
  readonly unit: (typeof UNITS)[number];
}

/** The two largest units that say something: 5,400 → 1 hour, 30 minutes. Anything finer is noise beside them. */
function partsOf(seconds: number): Part[] {
  const parts: Part[] = [];
  let rest = Math.max(0, Math.round(seconds));
  for (const unit of UNITS) {
    const count = Math.floor(rest / unit.seconds);
    rest -= count * unit.seconds;
    if (count > 0) parts.push({ count, unit });
  }
  const [first, second] = parts;
  if (first === undefined) return [{ count: 0, unit: UNITS[3] }];
  const adjoins = second !== undefined && UNITS.indexOf(second.unit) === UNITS.indexOf(first.unit) + 1;
  return adjoins ? [first, second] : [first];
}

/** `1 hour 30 minutes`, `45 seconds`. */
export const durationWords = (seconds: number): string =>
  partsOf(seconds)
    .map(({ count, unit }) => `${count} ${unit.one}${count === 1 ? '' : 's'}`)
    .join(' ');

/** `1 h 30 min`, for table cells and buttons. */
export const durationShort = (seconds: number): string =>
  partsOf(seconds)
    .map(({ count, unit }) => `${count} ${unit.short}`)
    .join(' ');

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `1:04:09`, `23:14`, `0:09`: what a running countdown shows. */
export function clockFace(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const hours = Math.floor(whole / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  const tail = twoDigits(whole % MINUTE);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${tail}` : `${minutes}:${tail}`;
}

const WRITTEN = /^(?:(\d+(?:[.,]\d+)?)\s*(?:h|hrs?|hours?))?\s*(?:(\d+)\s*(?:m|min|mins|minutes?)?)?$/i;

/** What a person types for a length of time, in seconds: `90` (minutes), `1h30`, `1.5 h`, `2 hours 15 min`. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  const match = trimmed === '' ? null : WRITTEN.exec(trimmed);
  if (match === null) return undefined;
  const hours = Number((match[1] ?? '0').replace(',', '.'));
  const minutes = Number(match[2] ?? '0');
  const seconds = Math.round(hours * HOUR + minutes * MINUTE);
  return seconds > 0 ? seconds : undefined;
}

const ROUND_LENGTHS = [5, 15, 30, 60, 120, 240, 480, 720, 1_440, 2_880, 10_080].map(
  (minutes) => minutes * MINUTE,
);
const MOST_CHOICES = 6;

export interface DurationLimits {
  readonly defaultSeconds: number;
  readonly minimumSeconds: number;
  readonly maximumSeconds: number;
}

/** Round lengths within the limits, the default and the longest always among them, at most six. */
export function durationChoices({
  defaultSeconds,
  minimumSeconds,
  maximumSeconds,
}: DurationLimits): number[] {
  const round = ROUND_LENGTHS.filter((length) => length >= minimumSeconds && length <= maximumSeconds);
  const choices = [...new Set([...round, defaultSeconds, maximumSeconds])].sort((a, b) => a - b);
  while (choices.length > MOST_CHOICES) {
    const spare = choices.findIndex((length) => length !== defaultSeconds && length !== maximumSeconds);
    choices.splice(spare, 1);
  }
  return choices;
}
