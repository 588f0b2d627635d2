const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** Days of prerequisites are the broker's, which counts them in UTC. */
export const dayWords = (day: string): string => DAY.format(new Date(`${day}T00:00:00Z`));

export const today = (): string => new Date().toISOString().slice(0, 10);
