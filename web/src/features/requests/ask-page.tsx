import { getRouteApi, Link } from '@tanstack/react-router';
import { useProfile } from '../../api/queries/catalog';
import { Notice } from '../../ui/notice';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { NotNow } from '../catalog/not-now';
import { AskForm } from './ask-form';
import { ReadingRows } from '../../ui/reading';

const route = getRouteApi('/signed-in/profiles/$key/ask');

export function AskPage() {
  const { key } = route.useParams();
  const { data: profile, error, refetch } = useProfile(key);
  return (
    <Page
      title={profile ? `Ask for ${profile.name}` : 'Ask for access'}
      lead={
        profile && (
          <Link to="/profiles/$key" params={{ key }}>
            What this profile allows, and its rules
          </Link>
        )
      }
    >
      {error && !profile && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!profile && !error && <ReadingRows rows={1} lines={8} framed />}
      {profile?.eligibility.eligible === false && (
        <Notice tone="neutral" title="You may not ask for this at the moment.">
          {profile.eligibility.reasons.map(({ code, sentence }) => (
            <div key={code}>{sentence}</div>
          ))}
        </Notice>
      )}
      {profile?.eligibility.eligible && (
        <>
          <NotNow profile={profile} />
          <AskForm profile={profile} />
        </>
      )}
    </Page>
  );
}
