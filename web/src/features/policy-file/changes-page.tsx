import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconFileDiff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { usePolicyChanges } from '../../api/queries/policy-changes';
import { useMay } from '../../api/queries/session';
import type { PolicyChangeSummary } from '../../api/types';
import { EmptyState } from '../../ui/empty-state';
import { Needs } from '../../ui/needs';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { ReadingRows } from '../../ui/reading';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { StateBadge } from '../../ui/state-badge';
import { counted, sentenceCase } from '../../ui/words';
import { proposerOf } from './change-words';
import classes from './policy-file.module.css';
import { ProposeForm } from './propose-form';
import { ReachMark } from './reach-mark';
import { Settled } from './settled';

export const ChangesPage = () => (
  <Needs ability="policy.read" title="Changes of the rules">
    <Changes />
  </Needs>
);

function Changes() {
  const mayPropose = useMay('policy.propose');
  const [proposing, setProposing] = useState(false);
  return (
    <Page
      title="Changes of the rules"
      lead="A changed policy file holds only after somebody else has approved it."
      actions={
        mayPropose &&
        !proposing && (
          <Button variant="filled" onClick={() => setProposing(true)}>
            Propose a change…
          </Button>
        )
      }
    >
      {proposing && <ProposeForm onClose={() => setProposing(false)} />}
      <ChangeList />
    </Page>
  );
}

const isOpen = ({ state }: PolicyChangeSummary): boolean => state === 'proposed' || state === 'approved';

function ChangeList() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = usePolicyChanges();
  const items = data?.pages.flatMap((page) => page.items);
  if (error && !items) return <ProblemMessage error={error} onRetry={() => void refetch()} />;
  const over = items?.filter((change) => !isOpen(change)) ?? [];
  return (
    <>
      <Section title="Under way" frame="list">
        {items ? <UnderWay changes={items.filter(isOpen)} /> : <ReadingRows rows={2} lines={2} />}
      </Section>
      {over.length > 0 && (
        <Section title="Before" frame="list">
          <Rows changes={over} />
          {hasNextPage && (
            <div className={classes.more}>
              <Button size="xs" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
                Read more
              </Button>
            </div>
          )}
        </Section>
      )}
    </>
  );
}

const UnderWay = ({ changes }: { readonly changes: readonly PolicyChangeSummary[] }) =>
  changes.length > 0 ? (
    <Rows changes={changes} />
  ) : (
    <EmptyState icon={IconFileDiff} title="No change is under way">
      Whoever is of the personal-data circle proposes a changed policy file here. A server that starts with
      one proposes it too. Until it is approved, the rules in force stay.
    </EmptyState>
  );

const Rows = ({ changes }: { readonly changes: readonly PolicyChangeSummary[] }) => (
  <ul className={classes.rows}>
    {changes.map((change) => (
      <li key={change.id} className={classes.row}>
        <div className={classes.line}>
          <Link to="/changes/$id" params={{ id: change.id }}>
            {change.headline}
          </Link>
          <StateBadge kind="policyChange" state={change.state} />
        </div>
        <div className={classes.detail}>
          <ReachMark reach={change.reach} />
          {sentenceCase(proposerOf(change))} <RelativeTime at={change.proposedAt} />
          {change.differences > 1 && `, with ${counted(change.differences - 1, 'more difference')}`}: “
          {change.reason}”
        </div>
        <Standing change={change} />
      </li>
    ))}
  </ul>
);

function Standing({ change }: { readonly change: PolicyChangeSummary }) {
  const { state, effectiveAt, settledAt, settledBecause, waitingFor, may } = change;
  if (state === 'approved' && effectiveAt !== null) {
    return (
      <div>
        Comes into force <RelativeTime at={effectiveAt} />.
      </div>
    );
  }
  if (settledAt !== null) {
    return (
      <div>
        <Settled change={change} /> {settledBecause}
      </div>
    );
  }
  if (waitingFor === null) return null;
  return <div>{may.approve ? `${waitingFor} You may approve it.` : waitingFor}</div>;
}
