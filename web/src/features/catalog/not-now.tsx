import type { Profile } from '../../api/types';
import { Notice } from '../../ui/notice';
import { RelativeTime } from '../../ui/relative-time';
import { useFollowingNow } from '../../ui/use-now';

/** What keeps an eligible person from asking, or from using it, at this moment: and when that is over. */
export function NotNow({ profile }: { readonly profile: Profile }) {
  return (
    <>
      <Paused profile={profile} />
      <Closed profile={profile} />
    </>
  );
}

function Paused({ profile: { pausedUntil } }: { readonly profile: Profile }) {
  const isOver = useFollowingNow((now) => pausedUntil === null || new Date(pausedUntil) <= now);
  if (pausedUntil === null || isOver) return null;
  return (
    <Notice tone="neutral" role="status" title="This was denied to you a short while ago.">
      Read the reason first. You can ask again <RelativeTime at={pausedUntil} />.
    </Notice>
  );
}

function Closed({ profile: { useHours, startAheadSeconds } }: { readonly profile: Profile }) {
  if (!useHours || useHours.openNow) return null;
  return (
    <Notice tone="neutral" title="This is not used at this hour.">
      It is used {useHours.words}.{' '}
      {useHours.nextAt !== null && (
        <>
          The next time begins <RelativeTime at={useHours.nextAt} />
          {startAheadSeconds > 0 && ': ask for it from then on'}.
        </>
      )}
    </Notice>
  );
}
