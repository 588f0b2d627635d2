import { StateBadge } from '../../ui/state-badge';

interface LeaseCountsProps {
  readonly live: number;
  readonly ending?: number;
  readonly unconfirmed: number;
  /** Said where there is nothing to count. */
  readonly none?: string;
}

/** `2 live`, `1 unconfirmed`: in words, so that a table of systems can be scanned for trouble. */
export function LeaseCounts({ live, ending = 0, unconfirmed, none = 'None' }: LeaseCountsProps) {
  if (live + ending + unconfirmed === 0) return <>{none}</>;
  return (
    <>
      {live > 0 && <StateBadge kind="lease" state="live" word={`${live} live`} />}{' '}
      {ending > 0 && <StateBadge kind="lease" state="ending" word={`${ending} ending`} />}{' '}
      {unconfirmed > 0 && <StateBadge kind="lease" state="unconfirmed" word={`${unconfirmed} unconfirmed`} />}
    </>
  );
}
