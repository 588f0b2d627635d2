const FAST_MS = 2_000;
const CALM_MS = 15_000;
/** Asking on behalf of somebody who has left would keep the session from ever being idle. */
const ABSENT_AFTER_MS = 4 * 60_000;

let lastInputAt = Date.now();

export const isAbsent = (now = Date.now()): boolean => now - lastInputAt > ABSENT_AFTER_MS;

/** How long to wait until the next look: soon while something is being ended; not at all while nobody is there. */
export function pollInterval(somethingEnds: boolean, now = Date.now()): number | false {
  if (isAbsent(now)) return false;
  return somethingEnds ? FAST_MS : CALM_MS;
}

/** Called once at start. `onReturn` runs at the first sign of life after an absence, to look again and go on looking. */
export function watchForInput(target: EventTarget, onReturn: () => void): void {
  const noteInput = () => {
    const wasAbsent = isAbsent();
    lastInputAt = Date.now();
    if (wasAbsent) onReturn();
  };
  for (const type of ['pointerdown', 'pointermove', 'keydown', 'scroll', 'focus']) {
    target.addEventListener(type, noteInput, { passive: true, capture: true });
  }
}
