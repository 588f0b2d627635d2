import { useState } from 'react';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Credential, Grant } from '../../api/types';
import { ClockTime } from '../../ui/clock-time';
import { Fact, Facts } from '../../ui/facts';
import { RelativeTime } from '../../ui/relative-time';
import { SecretBox } from '../../ui/secret-box';
import { Section } from '../../ui/section';
import { ClaimDialog } from './claim-dialog';
import { EndGrantButton } from './end-grant-button';
import { EndNotice } from './end-notice';
import { endWords } from './end-words';
import { ExtendButton } from './extend-button';
import { GrantClock } from './grant-clock';
import classes from './grant-panel.module.css';
import { LeaseList } from './lease-list';
import { LeaveGuard } from './leave-guard';
import { claimWords, type LogInChoice, logInChoices } from './log-in-choice';

interface GrantPanelProps {
  readonly grant: Grant;
  /** The person came here to take the log-in. */
  readonly claimAtOnce: boolean;
  /** What a message that it ends soon led here for. The dialog opens; nothing happens by itself. */
  readonly openAtOnce?: 'extend' | 'end';
}

/** Where there is only one thing to take, who came for it need not be asked which. */
function choiceAtOnce(grant: Grant): LogInChoice | undefined {
  const choices = logInChoices(grant);
  return grant.may.claim && choices.length === 1 ? choices[0] : undefined;
}

/** The grant that came of a request: take the log-in, see the time run, end it, read the proof. */
export function GrantPanel({ grant, claimAtOnce, openAtOnce }: GrantPanelProps) {
  const [claiming, setClaiming] = useState(claimAtOnce ? choiceAtOnce(grant) : undefined);
  const [credential, setCredential] = useState<Credential>();
  const [received, setReceived] = useState(0);
  const [copied, setCopied] = useState(false);
  const usable = grant.state === 'active' ? credential : undefined;

  const receive = (made: Credential) => {
    setCredential(made);
    setReceived((count) => count + 1);
    setCopied(false);
  };

  return (
    <Section title="Access">
      <div className={classes.panel}>
        <GrantClock grant={grant} />
        <EndNotice grant={grant} />
        {usable && (
          <SecretBox
            key={received}
            credential={usable}
            what={grant.profile.name}
            onCopied={() => setCopied(true)}
          />
        )}
        <Actions grant={grant} onClaim={setClaiming} openAtOnce={openAtOnce} />
        <GrantFacts grant={grant} />
        <LeaseList grant={grant} />
      </div>
      {claiming && (
        <ClaimDialog
          grant={grant}
          choice={claiming}
          onClose={() => setClaiming(undefined)}
          onReceived={receive}
        />
      )}
      <LeaveGuard active={usable !== undefined && !copied} />
    </Section>
  );
}

interface ActionsProps {
  readonly grant: Grant;
  readonly onClaim: (choice: LogInChoice) => void;
  readonly openAtOnce: GrantPanelProps['openAtOnce'];
}

function Actions({ grant, onClaim, openAtOnce }: ActionsProps) {
  const choices = logInChoices(grant);
  return (
    <div className={classes.actions}>
      {grant.may.claim &&
        choices.map((choice) => (
          <Button
            key={choice.entitlementId}
            variant={choice.replace ? 'default' : 'filled'}
            onClick={() => onClaim(choice)}
          >
            {claimWords(choice, choices.length > 1)}
          </Button>
        ))}
      {grant.may.extend && <ExtendButton grant={grant} opened={openAtOnce === 'extend'} />}
      {grant.may.end && <EndGrantButton grant={grant} opened={openAtOnce === 'end'} />}
    </div>
  );
}

function GrantFacts({ grant }: { readonly grant: Grant }) {
  const { claimedAt, endedAt, extensions } = grant;
  if (claimedAt === null && endedAt === null) return null;
  return (
    <Facts>
      {claimedAt !== null && (
        <Fact name="Taken">
          <RelativeTime at={claimedAt} capitalised />
        </Fact>
      )}
      {extensions.map(({ requestId, from, until }) => (
        <Fact key={requestId} name="Extended">
          From <ClockTime at={from} /> to <ClockTime at={until} />.{' '}
          <Link to="/requests/$id" params={{ id: requestId }}>
            Why, and who approved it
          </Link>
        </Fact>
      ))}
      {endedAt !== null && (
        <Fact name="Ended">
          {endWords(grant)}, <RelativeTime at={endedAt} />
        </Fact>
      )}
    </Facts>
  );
}
