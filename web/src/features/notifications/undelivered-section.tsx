import { IconMailCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useUndelivered } from '../../api/queries/notifications';
import type { UndeliveredNotification } from '../../api/types';
import { EmptyState } from '../../ui/empty-state';
import { ProblemMessage } from '../../ui/problem-message';
import { ReadingRows } from '../../ui/reading';
import { RelativeTime } from '../../ui/relative-time';
import { Row, RowDetail, Rows } from '../../ui/rows';
import { Section } from '../../ui/section';

const CHANNELS = { mail: 'E-mail', slack: 'Slack' } as const;

/** Of everybody: who waits for a message that does not come, and why. */
export function UndeliveredSection() {
  const { data, error, refetch } = useUndelivered(true);
  return (
    <Section title="Not delivered" frame="list">
      {error && !data && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ReadingRows rows={2} lines={2} />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconMailCheck} title="Everything arrived">
          What a mail server or Slack refuses, or does not take after two tries, appears here.
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <Rows>
          {data.items.map((item) => (
            <UndeliveredRow key={`${item.notificationId} ${item.channel}`} item={item} />
          ))}
        </Rows>
      )}
    </Section>
  );
}

function UndeliveredRow({ item }: { readonly item: UndeliveredNotification }) {
  const { person, channel, kind, reason, createdAt, nextTryAt, toldOtherwise } = item;
  return (
    <Row
      name={
        <span>
          <Link to="/people/$handle" params={{ handle: person.handle }}>
            {person.name}
          </Link>
          : {kind.replaceAll('-', ' ')}
        </span>
      }
    >
      <RowDetail>
        Since <RelativeTime at={createdAt} />. {CHANNELS[channel]} said <code>{reason ?? 'nothing'}</code>.{' '}
        {nextTryAt === null ? (
          'It is not tried again.'
        ) : (
          <>
            The next try is <RelativeTime at={nextTryAt} />.
          </>
        )}{' '}
        {toldOtherwise ? 'They were told by another way.' : 'They do not know yet.'}
      </RowDetail>
    </Row>
  );
}
