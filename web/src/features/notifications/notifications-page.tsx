import { useNotificationPreference } from '../../api/queries/notifications';
import { useMay } from '../../api/queries/session';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { ReadingRows } from '../../ui/reading';
import { Section } from '../../ui/section';
import { PreferenceForm } from './preference-form';
import { UndeliveredSection } from './undelivered-section';

/** What a person is told outside these pages; for those who look after people, what did not reach somebody. */
export function NotificationsPage() {
  const { data, error, refetch } = useNotificationPreference();
  const looksAfterPeople = useMay('people.read');
  return (
    <Page title="Notifications" lead="What Sallyport tells you when you are not looking.">
      <Section title="For you">
        {error && !data && <ProblemMessage error={error} onRetry={() => void refetch()} />}
        {!data && !error && <ReadingRows rows={3} lines={2} />}
        {data && <PreferenceForm preference={data} />}
      </Section>
      {looksAfterPeople && <UndeliveredSection />}
    </Page>
  );
}
