import { useRequesterHistory } from '../../api/queries/requests';
import type { AccessRequest } from '../../api/types';
import { ProblemMessage } from '../../ui/problem-message';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { StateBadge } from '../../ui/state-badge';
import { durationWords, howOften } from '../../ui/words';
import classes from './requester-history.module.css';
import { Reading } from '../../ui/reading';

/** What an approver would ask a colleague: does this person ask often, and what became of it? */
export function RequesterHistory({ request }: { readonly request: AccessRequest }) {
  const { data, error, refetch } = useRequesterHistory(request.id);
  return (
    <Section title={`Earlier requests of ${request.requester.name}`}>
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Reading lines={2} />}
      {data?.requests === 0 && <p className={classes.words}>None before this one.</p>}
      {data && data.requests > 0 && (
        <>
          <p className={classes.words}>
            Asked {howOften(data.requests)} before, {`${howOften(data.denied)} denied`}.{' '}
            {data.lastUsedAt === null ? (
              'Never used what was granted.'
            ) : (
              <>
                Last used a log-in <RelativeTime at={data.lastUsedAt} />.
              </>
            )}
          </p>
          <ul className={classes.recent}>
            {data.recent.map((earlier) => (
              <li key={earlier.id}>
                <span className={classes.profile}>{earlier.profile}</span>
                <span>{durationWords(earlier.durationSeconds)}</span>
                <RelativeTime at={earlier.createdAt} />
                <StateBadge kind="request" state={earlier.state} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
