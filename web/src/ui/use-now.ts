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
    this.timer ??= setInterval(() => this.tick(), this.everyMs);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  };

  private tick(): void {
    this.current = new Date(serverNow());
    this.listeners.forEach((notify) => notify());
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

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
