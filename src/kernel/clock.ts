/** The one source of time. Code below `modules/` never calls `new Date()`; it is handed one of these. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that a test moves by hand. */
export class ManualClock implements Clock {
  constructor(private current: Date = new Date('2026-01-05T09:00:00.000Z')) {}

  now(): Date {
    return new Date(this.current);
  }

  set(to: Date): void {
    this.current = new Date(to);
  }

  advance(milliseconds: number): void {
    this.current = new Date(this.current.getTime() + milliseconds);
  }
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** How far the clocks of two machines of one installation may be apart. NTP keeps them within a fraction of this. */
export const CLOCKS_APART_AT_MOST = 5 * SECOND;

export const addSeconds = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * SECOND);
