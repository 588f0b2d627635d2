import { useState } from 'react';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { asProblem } from '../../api/problem';
import { slackBindingQuery, useBindSlackAccount } from '../../api/queries/slack';
import type { SlackBinding } from '../../api/types';
import { Fact, Facts } from '../../ui/facts';
import { Notice } from '../../ui/notice';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { ReadingRows } from '../../ui/reading';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { StepUpDialog } from '../../ui/step-up-dialog';
import classes from './slack.module.css';

const route = getRouteApi('/signed-in/slack/$token');

/** Where a Slack account becomes somebody's: opened by the link that Slack showed to that account alone. */
export function BindSlackPage() {
  const { token } = route.useParams();
  const { data: binding, error } = useQuery(slackBindingQuery(token));
  const [isBound, setIsBound] = useState(false);
  return (
    <Page title="Bind a Slack account" lead="You ask for access from it, and are asked and told there.">
      {isBound && binding ? (
        <Notice tone="good" role="status" title={`It is yours. Go back to ${binding.workspace}.`}>
          Type <code>/access</code> there to ask for access. You can unbind it at any time under{' '}
          <Link to="/security">Security settings</Link>.
        </Notice>
      ) : (
        <>
          {error && <NothingToBind error={error} />}
          {!error && !binding && <ReadingRows rows={3} lines={1} />}
          {binding && <Decision token={token} binding={binding} onBound={() => setIsBound(true)} />}
        </>
      )}
    </Page>
  );
}

/** Statuses of a link that was used, is too old, or was cut while it was copied: nothing has gone wrong. */
const NO_SUCH_LINK: readonly number[] = [404, 410, 422];

function NothingToBind({ error }: { readonly error: Error }) {
  if (!NO_SUCH_LINK.includes(asProblem(error).status)) return <ProblemMessage error={error} />;
  return (
    <Notice
      tone="neutral"
      role="status"
      title="There is nothing to bind here."
      actions={<Link to="/security">Your Slack accounts</Link>}
    >
      The link was used already, replaced by a newer one, is too old, or is not complete. Type{' '}
      <code>/access</code> in Slack for another.
    </Notice>
  );
}

interface DecisionProps {
  readonly token: string;
  readonly binding: SlackBinding;
  readonly onBound: () => void;
}

function Decision({ token, binding, onBound }: DecisionProps) {
  const [asking, setAsking] = useState(false);
  const { mutateAsync: bind } = useBindSlackAccount(token);
  const { id, workspace, accountName, account, askedAt, bindDigest } = binding;
  return (
    <>
      <Notice tone="warn" title="Is this your own Slack account?">
        Whoever uses it asks for access as you. If somebody sent you this link, close this page: yours is
        shown to you alone, when you type /access.
      </Notice>
      <Section title="The account">
        <Facts>
          <Fact name="Name there">{accountName}</Fact>
          <Fact name="Workspace">{workspace}</Fact>
          <Fact name="Member ID">
            <code>{account}</code> In Slack: your profile, ⋮, Copy member ID.
          </Fact>
          <Fact name="Asked">
            <RelativeTime at={askedAt} />
          </Fact>
        </Facts>
        <Button size="md" variant="filled" className={classes.bind} onClick={() => setAsking(true)}>
          Bind it to me
        </Button>
      </Section>
      <StepUpDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title="Bind this account"
        signing={{ action: 'slack.bind-account', subjectId: id, digest: bindDigest }}
        confirmLabel="Bind it"
        onSigned={async (stepUpToken) => {
          await bind(stepUpToken);
          onBound();
        }}
      >
        <p className={classes.consequences}>
          <strong>{accountName}</strong> in {workspace} acts as you when it asks for access.
        </p>
      </StepUpDialog>
    </>
  );
}
