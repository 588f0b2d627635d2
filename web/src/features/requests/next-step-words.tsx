import { RelativeTime } from '../../ui/relative-time';
import { useFollowingNow } from '../../ui/use-now';
import type { NextStep } from './next-step';

export function NextStepWords({ step }: { readonly step: NextStep }) {
  const { before, moment, due, after } = step;
  const isDue = useFollowingNow((now) => moment !== undefined && new Date(moment) <= now);
  return (
    <>
      {before} {isDue ? due : moment !== undefined && <RelativeTime at={moment} />}
      {after}
    </>
  );
}
