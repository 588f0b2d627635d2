import { useSyncExternalStore } from 'react';

let over = false;
const listeners = new Set<() => void>();

/** Whether the session ended while a page was open. The page stays; a form above it lets the person sign in again. */
export function setSessionOver(value: boolean): void {
  if (over === value) return;
  over = value;
  listeners.forEach((notify) => notify());
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useSessionOver = (): boolean => useSyncExternalStore(subscribe, () => over);
