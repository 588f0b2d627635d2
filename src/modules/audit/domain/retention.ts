/** The customer's policy keeps logs for nine months. The database enforces the same number (migration 0002). */
export const RETENTION_MONTHS = 9;

/** The first day, in UTC, of the oldest month of which anything must still be kept. */
export function firstMonthKept(now: Date): Date {
  const oldest = new Date(now);
  // From the first day on: a month back from the 31st would otherwise be no month back where that day does not exist.
  oldest.setUTCDate(1);
  oldest.setUTCHours(0, 0, 0, 0);
  oldest.setUTCMonth(oldest.getUTCMonth() - RETENTION_MONTHS);
  return oldest;
}

/** The type of the event that allows a trail to begin later than at 0. */
export const PRUNE_ANNOUNCED = 'audit.prune_announced';

/** How the canonical bytes of such an event end, since `type` and `v` are its last members in canonical order. */
export const PRUNE_ENDING = Buffer.from(`"type":"${PRUNE_ANNOUNCED}","v":1}`);

/** The thing that the announcement is about, by which it is found. */
export const pruneId = (firstKept: number): string => `prune-${firstKept}`;

/** What a prune announcement says, or undefined when it is none. */
export function announcedBoundary(body: Uint8Array): number | undefined {
  try {
    const event = JSON.parse(Buffer.from(body).toString()) as {
      type?: unknown;
      data?: { firstKept?: unknown };
    };
    const boundary = event.type === PRUNE_ANNOUNCED ? event.data?.firstKept : undefined;
    return typeof boundary === 'number' ? boundary : undefined;
  } catch {
    return undefined;
  }
}
