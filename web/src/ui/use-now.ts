import { useSyncExternalStore } from 'react';
import { serverNow } from '../api/server-clock';

/** One timer for all who look at the same rhythm, stopped when nobody looks. */
class Ticker {
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private current = new Date(serverNow());

  constructor(private readonly everyMs: number) {}

  readonly now = (): Date => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.timer ??= this.start();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  };

  private start(): ReturnType<typeof setInterval> {
    this.current = new Date(serverNow());
    return setInterval(() => this.tick(), this.everyMs);
  }

  private tick(): void {
    this.current = new Date(serverNow());
    this.listeners.forEach((notify) => notify());
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

const EVERY_SECOND_MS = 1_000;

const tickers = new Map<number, Ticker>();

function tickerOf(everyMs: number): Ticker {
  const ticker = tickers.get(everyMs) ?? new Ticker(everyMs);
  tickers.set(everyMs, ticker);
  return ticker;
}

/** The broker's time, moving on at the given rhythm. */
export function useNow(everyMs: number): Date {
  const ticker = tickerOf(everyMs);
  return useSyncExternalStore(ticker.subscribe, ticker.now);
}

/** A value that follows the broker's time by the second; who uses it is drawn again only when the value changes. */
export function useFollowingNow<Value extends string | number | boolean>(
  valueAt: (now: Date) => Value,
): Value {
  const ticker = tickerOf(EVERY_SECOND_MS);
  return useSyncExternalStore(ticker.subscribe, () => valueAt(ticker.now()));
}
