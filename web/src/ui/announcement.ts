const FIVE_MINUTES = 300;
const ONE_MINUTE = 60;

/** What a countdown says aloud; it changes three times, so a screen reader is not talked over every second. */
export function announcement(secondsLeft: number, what: string): string {
  if (secondsLeft <= 0) return `${what}: time is up.`;
  if (secondsLeft <= ONE_MINUTE) return `${what}: less than 1 minute left.`;
  if (secondsLeft <= FIVE_MINUTES) return `${what}: less than 5 minutes left.`;
  return '';
}
