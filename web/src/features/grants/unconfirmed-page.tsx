import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTryAgain, useUnconfirmed } from '../../api/queries/end-everything';
import { useMay } from '../../api/queries/session';
import type { HeldLease } from '../../api/types';
import { EmptyState } from '../../ui/empty-state';
import { Needs } from '../../ui/needs';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { ReadingRows } from '../../ui/reading';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { counted } from '../../ui/words';
import { Retrying } from './retrying';
import classes from './unconfirmed-page.module.css';

export const UnconfirmedPage = () => (
  <Needs ability="grants.read-all" title="Unconfirmed ends">
    <Unconfirmed />
  </Needs>
);

function Unconfirmed() {
  const { data, error, refetch } = useUnconfirmed();
  return (
    <Page
      title="Unconfirmed ends"
      lead="Log-ins that had to be gone more than a minute ago, and of which no target has said so yet."
    >
      {error && !data && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ReadingRows rows={3} lines={2} framed />}
      {data && (
        <Section
          title={data.items.length === 0 ? 'All proved' : counted(data.items.length, 'log-in')}
          frame="list"
        >
          {data.items.length === 0 && (
            <EmptyState icon={IconShieldCheck} title="Every end is proved">
              When a target cannot be asked for a minute after a log-in had to end, it appears here, and
              somebody is called.
            </EmptyState>
          )}
          <ul className={classes.rows}>
            {data.items.map((lease) => (
              <UnconfirmedRow key={lease.id} lease={lease} />
            ))}
          </ul>
        </Section>
      )}
      <WhatToDo />
    </Page>
  );
}

function UnconfirmedRow({ lease }: { readonly lease: HeldLease }) {
  const mayTry = useMay('grants.end-any');
  const attempt = useTryAgain(lease.id);
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <div>
          <Link to="/grants/$id" params={{ id: lease.grantId }}>
            {lease.person.name}
          </Link>{' '}
          · {lease.profile.name}
        </div>
        <div className={classes.detail}>
          <code>{lease.targetName}</code> at{' '}
          <Link to="/systems/$key" params={{ key: lease.system.key }}>
            {lease.system.name}
          </Link>
        </div>
        <div className={classes.detail}>
          {lease.endAskedAt !== null && (
            <>
              To be gone since <RelativeTime at={lease.endAskedAt} />.{' '}
            </>
          )}
          <Retrying lease={lease} />
        </div>
        {attempt.isError && <ProblemMessage error={attempt.error} />}
      </div>
      {mayTry && (
        <Button
          size="xs"
          loading={attempt.isPending}
          onClick={() => attempt.mutate()}
          aria-label={`Try now to end the log-in of ${lease.person.name} at ${lease.system.name}`}
        >
          Try now
        </Button>
      )}
    </li>
  );
}

/** The runbook, as far as it fits into a night. */
const WhatToDo = () => (
  <Section title="What to do">
    <ol className={classes.steps}>
      <li>Is the target up? While it is down, nobody can use the log-in either.</li>
      <li>
        Does it refuse the broker’s own log-in, or are rights missing? Mend that; the page of the system says
        what is wrong. No restart is needed.
      </li>
      <li>
        Must it end now, and Sallyport cannot reach the target? At PostgreSQL, as an administrator:{' '}
        <code>ALTER ROLE sp_… NOLOGIN</code>, then <code>pg_terminate_backend</code> for its connections. At
        AWS, deny the session’s role everything. Leave the role itself to Sallyport: it removes it and writes
        the proof.
      </li>
    </ol>
    <p className={classes.detail}>Sallyport goes on trying, every 15 seconds or so, for ever.</p>
  </Section>
);
