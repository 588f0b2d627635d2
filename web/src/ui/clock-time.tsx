import { useFollowingNow } from './use-now';
import { clockTime, exactTime } from './words';

/** `14:03:07`, with the date where it is not today; the exact time with its zone on hover. */
export function ClockTime({ at }: { readonly at: string }) {
  const moment = new Date(at);
  const words = useFollowingNow((now) => clockTime(moment, now));
  return (
    <time dateTime={at} title={exactTime(moment)}>
      {words}
    </time>
  );
}
