export interface SessionTimes {
  /** Milliseconds since the epoch, all by one clock. */
  readonly now: number;
  readonly lastAnswerAt: number;
  /** How long the broker waits for a sign of life; undefined where it does not say. */
  readonly idleWindowMs: number | undefined;
  readonly endsAt: number | undefined;
}

export interface SessionDeadline {
  /** `idle` can be put off by any call, `absolute` cannot. */
  readonly kind: 'idle' | 'absolute';
  readonly secondsLeft: number;
}

/** People must hear of it early enough to do something about it (WCAG 2.2.1). */
const WARN_SECONDS = 120;

/** The end of the session that comes first, once it is close enough to be said. */
export function nearDeadline({
  now,
  lastAnswerAt,
  idleWindowMs,
  endsAt,
}: SessionTimes): SessionDeadline | undefined {
  const idleAt = idleWindowMs === undefined ? Infinity : lastAnswerAt + idleWindowMs;
  const absoluteAt = endsAt ?? Infinity;
  const kind = absoluteAt <= idleAt ? 'absolute' : 'idle';
  const secondsLeft = Math.ceil((Math.min(idleAt, absoluteAt) - now) / 1_000);
  return secondsLeft <= WARN_SECONDS ? { kind, secondsLeft: Math.max(0, secondsLeft) } : undefined;
}
