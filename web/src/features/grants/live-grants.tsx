import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMyLiveGrants } from '../../api/queries/grants';
import type { Grant } from '../../api/types';
import { ProblemMessage } from '../../ui/problem-message';
import { Section } from '../../ui/section';
import { StateBadge } from '../../ui/state-badge';
import { EndGrantButton } from './end-grant-button';
import { EndNotice } from './end-notice';
import { ExtendButton } from './extend-button';
import { GrantClock } from './grant-clock';
import classes from './live-grants.module.css';

/** What the person holds now, or may take: the first thing on the home page, and absent when there is nothing. */
export function LiveGrants() {
  const { data, error, refetch } = useMyLiveGrants();
  if (error) return <ProblemMessage error={error} onRetry={() => void refetch()} />;
  if (!data || data.length === 0) return null;
  return (
    <Section title="Your access now" frame="plain">
      <ul className={classes.grants}>
        {data.map((grant) => (
          <LiveGrant key={grant.id} grant={grant} />
        ))}
      </ul>
    </Section>
  );
}

function LiveGrant({ grant }: { readonly grant: Grant }) {
  const { profile, requestId, may } = grant;
  return (
    <li className={classes.grant} data-state={grant.state}>
      <div className={classes.words}>
        <div className={classes.head}>
          <Link to="/requests/$id" params={{ id: requestId }} className={classes.name}>
            {profile.name}
          </Link>
          <StateBadge kind="grant" state={grant.state} />
        </div>
        <GrantClock grant={grant} />
        <EndNotice grant={grant} />
      </div>
      <div className={classes.actions}>
        {may.claim && (
          <Button
            variant={grant.state === 'claimable' ? 'filled' : 'default'}
            renderRoot={(props) => (
              <Link to="/requests/$id" params={{ id: requestId }} search={{ claim: true }} {...props} />
            )}
          >
            {grant.state === 'claimable' ? 'Reveal log-in' : 'New log-in'}
          </Button>
        )}
        {may.extend && <ExtendButton grant={grant} />}
        {may.end && <EndGrantButton grant={grant} />}
      </div>
    </li>
  );
}
