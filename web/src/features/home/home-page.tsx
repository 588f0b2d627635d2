import { IconKey, IconMessageQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useProfiles } from '../../api/queries/catalog';
import { useApprovals, useRequests } from '../../api/queries/requests';
import { useMay } from '../../api/queries/session';
import type { Profile } from '../../api/types';
import { EmptyState } from '../../ui/empty-state';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { Section } from '../../ui/section';
import { ProfileList } from '../catalog/profile-list';
import { LiveGrants } from '../grants/live-grants';
import { RequestLines } from './request-lines';
import { ReadingRows } from '../../ui/reading';

const LATEST = 5;

/** What I hold, what waits for me, what I may ask for, what I asked for: in the order of how soon it matters. */
export function HomePage() {
  return (
    <Page title="Home">
      <LiveGrants />
      <WaitingForMe />
      <MayAskFor />
      <MyRequests />
    </Page>
  );
}

function WaitingForMe() {
  const mayDecide = useMay('approvals.decide');
  return mayDecide ? <Waiting /> : null;
}

function Waiting() {
  const requests = useApprovals('waiting').data?.pages[0]?.items ?? [];
  if (requests.length === 0) return null;
  return (
    <Section title="Waiting for you" frame="list" aside={<Link to="/approvals">All approvals</Link>}>
      <RequestLines requests={requests.slice(0, LATEST)} withRequester />
    </Section>
  );
}

function MayAskFor() {
  const { data, error, refetch } = useProfiles();
  return (
    <Section title="What you may ask for" frame="list" aside={<Link to="/profiles">All profiles</Link>}>
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ReadingRows rows={3} lines={3} />}
      {data && <OpenProfiles profiles={data.items} />}
    </Section>
  );
}

/** Those that are not open are one press away, each with what stands in its way. */
function OpenProfiles({ profiles }: { readonly profiles: readonly Profile[] }) {
  const open = profiles.filter(({ eligibility }) => eligibility.eligible);
  if (profiles.length === 0) {
    return (
      <EmptyState icon={IconKey} title="There is nothing to ask for yet">
        Access profiles come from the policy file. Whoever keeps it decides what stands here.
      </EmptyState>
    );
  }
  if (open.length === 0) {
    return (
      <EmptyState
        icon={IconKey}
        title="Nothing is open to you at the moment"
        action={<Link to="/profiles">See what stands in the way</Link>}
      >
        {profiles.length === 1 ? 'There is one profile' : `There are ${profiles.length} profiles`}, each with
        its own rules about who may ask.
      </EmptyState>
    );
  }
  return <ProfileList profiles={open} />;
}

function MyRequests() {
  const { data, error, refetch } = useRequests('mine');
  const requests = data?.pages[0]?.items;
  return (
    <Section title="Your requests" frame="list" aside={<Link to="/requests">All of them</Link>}>
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!requests && !error && <ReadingRows rows={2} lines={2} />}
      {requests?.length === 0 && (
        <EmptyState icon={IconMessageQuestion} title="Nothing asked for yet">
          When you ask for access, its whole story is kept here: who decided, when it was used, the proof that
          it ended.
        </EmptyState>
      )}
      {requests && <RequestLines requests={requests.slice(0, LATEST)} />}
    </Section>
  );
}
