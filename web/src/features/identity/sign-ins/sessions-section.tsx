import { Button } from '@mantine/core';
import { useEndOtherSessions, useEndSession, useSessions } from '../../../api/queries/sign-ins';
import type { WebSession } from '../../../api/types';
import { ProblemMessage } from '../../../ui/problem-message';
import { ReadingRows } from '../../../ui/reading';
import { RelativeTime } from '../../../ui/relative-time';
import { Section } from '../../../ui/section';
import { browserWords } from './browser-words';
import classes from './sign-ins.module.css';

export function SessionsSection() {
  const { data, error, refetch } = useSessions();
  const endOthers = useEndOtherSessions();
  const others = data?.items.filter(({ current }) => !current).length ?? 0;
  return (
    <Section
      title="Where you are signed in"
      frame="list"
      aside={
        others > 0 && (
          <Button size="xs" loading={endOthers.isPending} onClick={() => endOthers.mutate(undefined)}>
            End all others
          </Button>
        )
      }
    >
      {(error ?? endOthers.error) && (
        <ProblemMessage error={error ?? endOthers.error} onRetry={() => void refetch()} />
      )}
      {!data && !error && <ReadingRows rows={2} lines={2} />}
      {data && (
        <ul className={classes.rows}>
          {data.items.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function SessionRow({ session }: { readonly session: WebSession }) {
  const end = useEndSession();
  const { id, current, userAgent, address, createdAt, lastSeenAt } = session;
  const name = browserWords(userAgent);
  return (
    <li className={classes.row}>
      <div>
        <div className={classes.name}>
          {name} {current && <span className={classes.mark}>This one</span>}
        </div>
        <div className={classes.detail}>
          {address !== null && (
            <>
              From <code>{address}</code>.{' '}
            </>
          )}
          Signed in <RelativeTime at={createdAt} />, used <RelativeTime at={lastSeenAt} />.
        </div>
        {end.error && <ProblemMessage error={end.error} />}
      </div>
      {!current && (
        <Button size="xs" loading={end.isPending} aria-label={`End ${name}`} onClick={() => end.mutate(id)}>
          End
        </Button>
      )}
    </li>
  );
}
