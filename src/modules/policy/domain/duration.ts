export const DURATION_PATTERN = /^(?=\d)(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?$/;

/** Whole seconds of "30m", "1h30m", "2d"; undefined for anything else ("1.5h", "90", "-1h", "30m1h"). */
export function parseDuration(text: string): number | undefined {
  const parts = DURATION_PATTERN.exec(text);
  if (parts === null) return undefined;
  const [days, hours, minutes, seconds] = parts
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0)) as [number, number, number, number];
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

const split = (seconds: number): [number, string, string][] => [
  [Math.floor(seconds / 86_400), 'd', 'day'],
  [Math.floor((seconds % 86_400) / 3_600), 'h', 'hour'],
  [Math.floor((seconds % 3_600) / 60), 'm', 'minute'],
  [seconds % 60, 's', 'second'],
];

/** The canonical text that {@link parseDuration} reads back: "1h30m"; "0s" for nothing. */
export const durationText = (seconds: number): string =>
  split(seconds)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join('') || '0s';

/** "1 hour 30 minutes". */
export const durationInWords = (seconds: number): string =>
  split(seconds)
    .filter(([amount]) => amount > 0)
    .map(([amount, , word]) => `${amount} ${word}${amount === 1 ? '' : 's'}`)
    .join(' ') || 'no time';
