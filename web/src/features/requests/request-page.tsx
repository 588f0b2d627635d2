import { useState } from 'react';
import { getRouteApi } from '@tanstack/react-router';
import { useRequest } from '../../api/queries/requests';
import { useSession } from '../../api/queries/session';
import type { AccessRequest } from '../../api/types';
import { AskCard } from '../../ui/ask-card';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { GrantPanel } from '../grants/grant-panel';
import { ApproverLinks } from './approver-links';
import { DecisionPanel } from './decision-panel';
import { outcomeOf } from './outcome';
import { RequestActions } from './request-actions';
import { RequestBadge } from './request-badge';
import { RequestStory } from './request-story';
import { RequesterHistory } from './requester-history';
import { SettledNotice } from './settled-notice';
import classes from './request-page.module.css';
import { Reading } from '../../ui/reading';

const route = getRouteApi('/signed-in/requests/$id');

export function RequestPage() {
  const { id } = route.useParams();
  const { data: request, error, refetch } = useRequest(id);
  if (error && !request) {
    return (
      <Page title="This request could not be read">
        <ProblemMessage error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  if (!request) {
    return (
      <Page title="Request">
        <Reading lines={6} />
      </Page>
    );
  }
  return <Loaded request={request} />;
}

interface LoadedProps {
  readonly request: AccessRequest;
}

function Loaded({ request }: LoadedProps) {
  const own = request.requester.id === useSession().person?.id;
  return (
    <Page
      title={request.profile.name}
      badge={<RequestBadge request={request} size="md" />}
      lead={
        <>
          Asked for by {own ? 'you' : request.requester.name} <RelativeTime at={request.createdAt} />
        </>
      }
      actions={<RequestActions request={request} />}
    >
      <JustSettled request={request} />
      <div className={classes.columns}>
        <div className={classes.main}>
          <Substance request={request} own={own} />
        </div>
        <RequestStory request={request} />
      </div>
    </Page>
  );
}

/** For who came to decide and has: what was pressed is gone, and this says what became of it. */
function JustSettled({ request }: LoadedProps) {
  const { decide } = request.may;
  const [cameToDecide] = useState(decide);
  const { person } = useSession();
  const outcome = cameToDecide && !decide ? outcomeOf(request, person?.id) : undefined;
  return outcome && <SettledNotice request={request} outcome={outcome} justNow />;
}

function Substance({ request, own }: LoadedProps & { readonly own: boolean }) {
  const { claim = false } = route.useSearch();
  const { decide } = request.may;
  return (
    <>
      {request.grant && <GrantPanel grant={request.grant} claimAtOnce={claim} />}
      <Section title={decide ? 'What you are asked to decide' : 'What was asked for'} frame="plain">
        <AskCard request={request} />
      </Section>
      {own && request.state === 'pending' && <ApproverLinks request={request} />}
      {decide && <RequesterHistory request={request} />}
      {decide && <DecisionPanel request={request} />}
    </>
  );
}
