import { IconKey } from '@tabler/icons-react';
import { useProfiles } from '../../api/queries/catalog';
import { EmptyState } from '../../ui/empty-state';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { Section } from '../../ui/section';
import { ProfileList } from './profile-list';
import { ReadingRows } from '../../ui/reading';

export function ProfilesPage() {
  const { data, error, refetch } = useProfiles();
  const open = data?.items.filter(({ eligibility }) => eligibility.eligible) ?? [];
  const closed = data?.items.filter(({ eligibility }) => !eligibility.eligible) ?? [];
  return (
    <Page title="Profiles" lead="What can be asked for, by whom, for how long and for which purpose.">
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ReadingRows rows={3} lines={3} framed />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconKey} title="No profiles yet">
          Access profiles come from the policy file. Apply one, and they stand here.
        </EmptyState>
      )}
      {open.length > 0 && (
        <Section title="Open to you" frame="list">
          <ProfileList profiles={open} />
        </Section>
      )}
      {closed.length > 0 && (
        <Section title="Not open to you" frame="list">
          <ProfileList profiles={closed} />
        </Section>
      )}
    </Page>
  );
}
