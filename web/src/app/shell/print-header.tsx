import { useAttention, useSession } from '../../api/queries/session';
import { useNow } from '../../ui/use-now';
import { exactTime } from '../../ui/words';

const ONE_MINUTE_MS = 60_000;

/** On paper only: where the page is from, who printed it and when. */
export function PrintHeader() {
  const { demo, person } = useSession();
  const { organisation } = useAttention();
  const now = useNow(ONE_MINUTE_MS);
  return (
    <p className="only-print">
      Sallyport · {organisation}
      {demo && ' · demonstration'} · printed by {person?.name} on {exactTime(now)}
    </p>
  );
}
