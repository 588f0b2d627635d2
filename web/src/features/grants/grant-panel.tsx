import { useState } from 'react';
import { Button } from '@mantine/core';
import type { Credential, Grant } from '../../api/types';
import { Fact, Facts } from '../../ui/facts';
import { RelativeTime } from '../../ui/relative-time';
import { SecretBox } from '../../ui/secret-box';
import { Section } from '../../ui/section';
import { ClaimDialog } from './claim-dialog';
import { EndGrantButton } from './end-grant-button';
import { endWords } from './end-words';
import { GrantClock } from './grant-clock';
import classes from './grant-panel.module.css';
import { LeaseList } from './lease-list';
import { LeaveGuard } from './leave-guard';

interface GrantPanelProps {
  readonly grant: Grant;
  /** The person came here to take the log-in. */
  readonly claimAtOnce: boolean;
}

/** The grant that came of a request: take the log-in, see the time run, end it, read the proof. */
export function GrantPanel({ grant, claimAtOnce }: GrantPanelProps) {
  const [claiming, setClaiming] = useState(claimAtOnce && grant.may.claim);
  const [credential, setCredential] = useState<Credential>();
  const [copied, setCopied] = useState(false);
  const usable = grant.state === 'active' ? credential : undefined;

  const receive = (received: Credential) => {
    setCredential(received);
    setCopied(false);
  };

  return (
    <Section title="Access">
      <div className={classes.panel}>
        <GrantClock grant={grant} />
        {usable && (
          <SecretBox credential={usable} what={grant.profile.name} onCopied={() => setCopied(true)} />
        )}
        <div className={classes.actions}>
          {grant.may.claim && (
            <Button
              variant={grant.state === 'claimable' ? 'filled' : 'default'}
              onClick={() => setClaiming(true)}
            >
              {grant.state === 'claimable' ? 'Reveal log-in' : 'New log-in'}
            </Button>
          )}
          {grant.may.end && <EndGrantButton grant={grant} />}
        </div>
        <GrantFacts grant={grant} />
        <LeaseList leases={grant.leases} />
      </div>
      <ClaimDialog grant={grant} opened={claiming} onClose={() => setClaiming(false)} onReceived={receive} />
      <LeaveGuard active={usable !== undefined && !copied} />
    </Section>
  );
}

function GrantFacts({ grant }: { readonly grant: Grant }) {
  const { claimedAt, endedAt } = grant;
  if (claimedAt === null && endedAt === null) return null;
  return (
    <Facts>
      {claimedAt !== null && (
        <Fact name="Taken">
          <RelativeTime at={claimedAt} capitalised />
        </Fact>
      )}
      {endedAt !== null && (
        <Fact name="Ended">
          {endWords(grant)}, <RelativeTime at={endedAt} />
        </Fact>
      )}
    </Facts>
  );
}
