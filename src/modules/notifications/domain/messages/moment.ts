const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** Messages are read anywhere, so the zone is said. */
export const moment = (at: Date): string => `${MOMENT.format(at)} UTC`;
