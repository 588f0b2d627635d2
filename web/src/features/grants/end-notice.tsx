import { Link } from '@tanstack/react-router';
import { useRequest } from '../../api/queries/requests';
import type { Grant } from '../../api/types';
import { Notice } from '../../ui/notice';
import { useFollowingNow } from '../../ui/use-now';
import { clockTime, durationWords } from '../../ui/words';
import { useEndsSoon } from './use-ends-soon';

type Pending = NonNullable<Grant['pendingExtension']>;

/** What stands between a grant and its end: more time that was asked for, or that the end is near. */
export function EndNotice({ grant }: { readonly grant: Grant }) {
  const soon = useEndsSoon(grant);
  if (grant.state !== 'active') return null;
  if (grant.pendingExtension) return <Asked pending={grant.pendingExtension} soon={soon} />;
  if (!soon) return null;
  return (
    <Notice tone="warn" role="status" title="Ends in less than five minutes.">
      Open connections are cut then.{' '}
      {grant.may.extend
        ? 'Ask for more time now, or give it back when you are done.'
        : 'It has all the time that it may have; to go on after that, ask for access again.'}
    </Notice>
  );
}

function Asked({ pending, soon }: { readonly pending: Pending; readonly soon: boolean }) {
  const { data } = useRequest(pending.requestId);
  const until = useFollowingNow((now) => clockTime(new Date(pending.until), now));
  const seconds = (new Date(pending.until).getTime() - new Date(pending.from).getTime()) / 1_000;
  return (
    <Notice
      tone={soon ? 'warn' : 'neutral'}
      role="status"
      title={`More time asked for: ${durationWords(seconds)}, until ${until}.`}
      actions={
        <Link to="/requests/$id" params={{ id: pending.requestId }}>
          See the request
        </Link>
      }
    >
      {data?.waitingFor}{' '}
      {soon ? 'Without an answer it ends in less than five minutes.' : 'Until then the end stays as it is.'}
    </Notice>
  );
}
