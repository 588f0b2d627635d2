import { Button } from '@mantine/core';
import { useEndOtherSessions, useEndSession, useSessions } from '../../../api/queries/sign-ins';
import type { WebSession } from '../../../api/types';
import { ProblemMessage } from '../../../ui/problem-message';
import { ReadingRows } from '../../../ui/reading';
import { RelativeTime } from '../../../ui/relative-time';
import { Row, RowDetail, RowMark, Rows } from '../../../ui/rows';
import { Section } from '../../../ui/section';
import { browserWords } from './browser-words';

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
        <Rows>
          {data.items.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </Rows>
      )}
    </Section>
  );
}

function SessionRow({ session }: { readonly session: WebSession }) {
  const end = useEndSession();
  const { id, current, userAgent, address, createdAt, lastSeenAt, waitsForSecondFactor } = session;
  const name = browserWords(userAgent);
  return (
    <Row
      name={
        <>
          {name} {current && <RowMark>This one</RowMark>}
        </>
      }
      action={
        !current && (
          <Button size="xs" loading={end.isPending} aria-label={`End ${name}`} onClick={() => end.mutate(id)}>
            End
          </Button>
        )
      }
    >
      <RowDetail>
        {address !== null && (
          <>
            From <code>{address}</code>.{' '}
          </>
        )}
        {waitsForSecondFactor ? (
          <>
            Your password was given there <RelativeTime at={createdAt} />, and no second factor yet. If that
            was not you, change your password.
          </>
        ) : (
          <>
            Signed in <RelativeTime at={createdAt} />, used <RelativeTime at={lastSeenAt} />.
          </>
        )}
      </RowDetail>
      {end.error && <ProblemMessage error={end.error} />}
    </Row>
  );
}
