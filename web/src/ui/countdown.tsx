import { VisuallyHidden } from '@mantine/core';
import { announcement } from './announcement';
import { useNow } from './use-now';
import { clockFace, exactTime } from './words';

interface CountdownProps {
  /** RFC 3339. */
  readonly until: string;
  /** What is running out, for those who hear it: "Customer data, read only". */
  readonly what: string;
}

const EVERY_SECOND_MS = 1_000;

export function useSecondsLeft(until: string): number {
  const now = useNow(EVERY_SECOND_MS);
  return (new Date(until).getTime() - now.getTime()) / 1_000;
}

/** `23:14`, moving. Announced politely at five minutes, one minute and the end. */
export function Countdown({ until, what }: CountdownProps) {
  const left = useSecondsLeft(until);
  return (
    <>
      <span role="timer" aria-label={`${what}, time left`} className="no-print">
        {clockFace(left)}
      </span>
      <span className="only-print">until {exactTime(new Date(until))}</span>
      <VisuallyHidden aria-live="polite">{announcement(left, what)}</VisuallyHidden>
    </>
  );
}
