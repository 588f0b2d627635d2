import { useState } from 'react';
import { Button } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { usePolicyChange, usePolicyChangeFile } from '../../api/queries/policy-changes';
import { useMay } from '../../api/queries/session';
import type { PolicyChange } from '../../api/types';
import { Fact, Facts } from '../../ui/facts';
import { Fingerprint } from '../../ui/fingerprint';
import { Needs } from '../../ui/needs';
import { Notice } from '../../ui/notice';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { ReadingRows } from '../../ui/reading';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { StateBadge } from '../../ui/state-badge';
import { Unreadable } from '../../ui/unreadable';
import { counted, sentenceCase } from '../../ui/words';
import { ApproveChangeDialog, StopChangeDialog } from './change-dialogs';
import { proposerOf, STOP_WORDS, titleOf } from './change-words';
import { Differences } from './differences';
import classes from './policy-file.module.css';
import { Settled } from './settled';

const route = getRouteApi('/signed-in/changes/$id');

export const ChangePage = () => (
  <Needs ability="policy.read" title="Change of the rules">
    <Change />
  </Needs>
);

const Back = () => <Button renderRoot={(props) => <Link to="/changes" {...props} />}>All changes</Button>;

function Change() {
  const { id } = route.useParams();
  const { data: change, error, refetch } = usePolicyChange(id);
  if (error && !change)
    return <Unreadable what="change" error={error} onRetry={() => void refetch()} actions={<Back />} />;
  if (!change) {
    return (
      <Page title="Change of the rules">
        <ReadingRows rows={4} lines={2} framed />
      </Page>
    );
  }
  return (
    <Page
      title={titleOf(change.reach)}
      badge={<StateBadge kind="policyChange" state={change.state} size="md" />}
      lead={`“${change.reason}”`}
      actions={<Back />}
    >
      <Standing change={change} />
      <Section
        title="What changes"
        aside={<span className={classes.detail}>{counted(change.changes.length, 'difference')}</span>}
      >
        <Differences changes={change.changes} />
        {(change.state === 'proposed' || change.state === 'approved') && <WholeFile id={change.id} />}
      </Section>
      <About change={change} />
    </Page>
  );
}

/** Where it stands and what whoever looks can do about it. */
function Standing({ change }: { readonly change: PolicyChange }) {
  const [dialog, setDialog] = useState<'approve' | 'stop'>();
  const mayDecide = useMay('policy.approve');
  const { may } = change;
  const actions = mayDecide && (may.approve || may.stop !== null) && (
    <div className={classes.actions}>
      {may.stop !== null && <Button onClick={() => setDialog('stop')}>{STOP_WORDS[may.stop].button}</Button>}
      {may.approve && (
        <Button variant="filled" onClick={() => setDialog('approve')}>
          Approve…
        </Button>
      )}
    </div>
  );
  return (
    <>
      <Notice tone={toneOf(change)} role="status" title={<Headline change={change} />} actions={actions}>
        {change.impossible && (
          <>There are too few people who could approve it: who proposed it and who gains by it do not. </>
        )}
        {may.whyNot}
        {change.settledBecause}
      </Notice>
      {dialog === 'approve' && <ApproveChangeDialog change={change} onClose={() => setDialog(undefined)} />}
      {dialog === 'stop' && may.stop !== null && (
        <StopChangeDialog change={change} stop={may.stop} onClose={() => setDialog(undefined)} />
      )}
    </>
  );
}

const toneOf = ({ state, overseen }: PolicyChange) => {
  if (state === 'in-force') return 'good' as const;
  return overseen && (state === 'proposed' || state === 'approved')
    ? ('warn' as const)
    : ('neutral' as const);
};

function Headline({ change }: { readonly change: PolicyChange }) {
  const { state, waitingFor, effectiveAt } = change;
  if (state === 'proposed') return waitingFor ?? 'Waiting.';
  if (state === 'approved' && effectiveAt !== null)
    return (
      <>
        Approved. It comes into force <RelativeTime at={effectiveAt} />, unless somebody stops it.
      </>
    );
  return <Settled change={change} />;
}

function About({ change }: { readonly change: PolicyChange }) {
  return (
    <Section title="About it">
      <Facts>
        <Fact name="Where from">
          {sentenceCase(proposerOf(change))} <RelativeTime at={change.proposedAt} />
        </Fact>
        <Fact name="Approved by">
          {change.approvals.length === 0
            ? 'Nobody yet'
            : change.approvals.map(({ person, at, counts }) => (
                <div key={person.id}>
                  {person.name} <RelativeTime at={at} />
                  {!counts && ' (does not count any more)'}
                </div>
              ))}
        </Fact>
        {change.state === 'proposed' && (
          <Fact name="Lapses">
            <RelativeTime at={change.lapsesAt} />
          </Fact>
        )}
        <Fact name="File">
          <Fingerprint digest={change.fileDigest} />
        </Fact>
      </Facts>
    </Section>
  );
}

function WholeFile({ id }: { readonly id: string }) {
  const [wanted, setWanted] = useState(false);
  const { data, error, refetch } = usePolicyChangeFile(id, wanted);
  return (
    <details className={classes.file} onToggle={(event) => setWanted(event.currentTarget.open)}>
      <summary>The whole file, as it would be</summary>
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {wanted && !data && !error && <ReadingRows rows={3} lines={1} />}
      {data && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls is reached by keyboard (WCAG 2.1.1)
        <pre className={classes.text} tabIndex={0} role="region" aria-label="The whole file">
          {data.text ?? 'It is over, so the file is not kept any more.'}
        </pre>
      )}
    </details>
  );
}
