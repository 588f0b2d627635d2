import { useState } from 'react';
import { Button } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useSystem } from '../../api/queries/catalog';
import { useMay } from '../../api/queries/session';
import type { SystemDetail } from '../../api/types';
import { Fact, Facts } from '../../ui/facts';
import { GuardBadge } from '../../ui/guard-badge';
import { Needs } from '../../ui/needs';
import { Page } from '../../ui/page';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { inWords } from '../../ui/words';
import { EndLink } from '../end-everything/end-link';
import { CheckButton } from './check-button';
import { Findings } from './findings';
import { LeaseCounts } from './lease-counts';
import { LiveLeases, RecentProofs, UnconfirmedLeases } from './system-leases';
import classes from './system-page.module.css';
import { ReadingRows } from '../../ui/reading';
import { Unreadable } from '../../ui/unreadable';

const route = getRouteApi('/signed-in/systems/$key');

const KINDS: Readonly<Record<string, string>> = { postgres: 'PostgreSQL', aws: 'AWS account' };

const GUARD_KINDS: Readonly<Record<string, string>> = {
  pg_cron: 'A job of the database itself (pg_cron)',
  process: 'A small process beside the database',
  target: 'The target itself',
  none: 'Nobody',
};

export const SystemPage = () => (
  <Needs ability="systems.read" title="System">
    <System />
  </Needs>
);

function System() {
  const { key } = route.useParams();
  const [awaitedSince, setAwaitedSince] = useState<string | null>();
  const { data: system, error, refetch } = useSystem(key, awaitedSince);
  const mayCheck = useMay('systems.check');
  if (error && !system) {
    return (
      <Unreadable
        what="system"
        error={error}
        onRetry={() => void refetch()}
        actions={
          <Button variant="filled" renderRoot={(props) => <Link to="/systems" {...props} />}>
            All systems
          </Button>
        }
      />
    );
  }
  if (!system) {
    return (
      <Page title="System">
        <ReadingRows rows={5} lines={2} framed />
      </Page>
    );
  }
  return (
    <Page
      title={system.name}
      badge={<GuardBadge guard={system.guard} />}
      lead={`${KINDS[system.kind] ?? system.kind} · ${system.environment}`}
      actions={
        <>
          <EndLink scope={{ kind: 'system', key }} />
          {mayCheck && (
            <CheckButton
              systemKey={key}
              looking={awaitedSince !== undefined && awaitedSince === system.checkedAt}
              onAsked={() => setAwaitedSince(system.checkedAt)}
            />
          )}
        </>
      }
    >
      <UnconfirmedLeases leases={system.leases.unconfirmed} />
      <About system={system} />
      <Findings system={system} />
      <LiveLeases leases={[...system.leases.ending, ...system.leases.live]} />
      <RecentProofs leases={system.recentProofs} />
    </Page>
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
          {entitlements.map(({ id, name, description }) => (
            <div key={id} className={classes.entitlement}>
              {name}
              <div className={classes.detail}>{description}</div>
            </div>
          ))}
        </Fact>
        <Fact name="Log-ins now">
          <LeaseCounts
            live={leases.live.length}
            ending={leases.ending.length}
            unconfirmed={leases.unconfirmed.length}
          />
        </Fact>
        <Fact name="When Sallyport is down">
          {guard ? <Guarded guard={guard} /> : 'Not known yet: the target has not been looked at.'}
        </Fact>
      </Facts>
    </Section>
  );
}

const Guarded = ({ guard }: { readonly guard: NonNullable<SystemDetail['guard']> }) => (
  <>
    {GUARD_KINDS[guard.kind]} {guard.kind === 'target' ? 'refuses' : 'ends the connections of'} expired
    log-ins.
    <div className={classes.detail}>{guard.summary}</div>
    {guard.lastSeenAt !== null && (
      <div className={classes.detail}>
        Last sign of life <RelativeTime at={guard.lastSeenAt} />
      </div>
    )}
  </>
);
