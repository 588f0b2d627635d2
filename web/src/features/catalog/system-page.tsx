import { Button, Skeleton } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useCheckSystem, useSystem } from '../../api/queries/catalog';
import type { SystemDetail } from '../../api/types';
import { Fact, Facts } from '../../ui/facts';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { StateBadge } from '../../ui/state-badge';
import { inWords } from '../../ui/words';
import { GuardBadge } from './guard-badge';
import { LeaseCounts } from './lease-counts';
import classes from './system-page.module.css';
import { RecentProofs, UnconfirmedLeases } from './system-leases';

const route = getRouteApi('/signed-in/systems/$key');

const GUARD_KINDS: Readonly<Record<string, string>> = {
  pg_cron: 'A job of the database itself (pg_cron)',
  process: 'A small process beside the database',
  none: 'Nobody',
};

export function SystemPage() {
  const { key } = route.useParams();
  const { data: system, error, refetch } = useSystem(key);
  if (!system) {
    return (
      <Page title="System">
        {error ? <ProblemMessage error={error} onRetry={() => void refetch()} /> : <Skeleton height={320} />}
      </Page>
    );
  }
  return (
    <Page
      title={system.name}
      badge={<GuardBadge guard={system.guard} />}
      lead={`${system.kind} · ${system.environment}`}
      actions={<CheckButton systemKey={key} />}
    >
      <UnconfirmedLeases leases={system.leases.unconfirmed} />
      <About system={system} />
      <Findings system={system} />
      <RecentProofs proofs={system.recentProofs} />
    </Page>
  );
}

function CheckButton({ systemKey }: { readonly systemKey: string }) {
  const check = useCheckSystem(systemKey);
  return (
    <div className={classes.check}>
      <Button
        loading={check.isPending}
        onClick={() => check.mutate()}
        leftSection={<IconRefresh size={16} />}
      >
        Look now
      </Button>
      {check.isError && <ProblemMessage error={check.error} />}
    </div>
  );
}

function About({ system }: { readonly system: SystemDetail }) {
  const { guard, owners, entitlements, leases } = system;
  return (
    <Section title="About">
      <Facts>
        <Fact name="Owners">
          {owners.length === 0
            ? 'None named'
            : inWords(
                owners.map(({ name }) => name),
                'and',
              )}
        </Fact>
        <Fact name="What can be granted">
          {inWords(
            entitlements.map(({ name }) => name),
            'and',
          )}
        </Fact>
        <Fact name="Log-ins now">
          <LeaseCounts leases={leases} />
        </Fact>
        <Fact name="When Sallyport is down">
          {GUARD_KINDS[guard?.kind ?? 'none']} ends the connections of expired log-ins.
          {guard && <div className={classes.detail}>{guard.summary}</div>}
          {guard?.lastSeenAt && (
            <div className={classes.detail}>
              Last sign of life <RelativeTime at={guard.lastSeenAt} />
            </div>
          )}
        </Fact>
      </Facts>
    </Section>
  );
}

const Findings = ({ system }: { readonly system: SystemDetail }) => (
  <Section
    title="What was looked at"
    frame="list"
    aside={
      <span className={classes.detail}>
        {system.checkedAt === null ? 'Not looked at yet' : <RelativeTime at={system.checkedAt} capitalised />}
      </span>
    }
  >
    <ul className={classes.findings}>
      {system.preflight.map(({ id, ok, summary, advice }) => (
        <li key={id} className={classes.finding}>
          <div>
            {summary}
            {!ok && advice !== null && <div className={classes.detail}>{advice}</div>}
          </div>
          <StateBadge kind="check" state={ok ? 'ok' : 'failed'} />
        </li>
      ))}
      {system.preflight.length === 0 && (
        <li className={classes.finding}>Nothing yet. Press “Look now” to check what the target needs.</li>
      )}
    </ul>
  </Section>
);
