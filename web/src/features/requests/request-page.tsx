import { Button } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRequest } from '../../api/queries/requests';
import { useSession } from '../../api/queries/session';
import type { AccessRequest } from '../../api/types';
import { AskCard } from '../../ui/ask-card';
import { Page } from '../../ui/page';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { GrantPanel } from '../grants/grant-panel';
import { DecisionPanel } from './decision-panel';
import { subjectWords } from './extension';
import { RequestActions } from './request-actions';
import { RequestOutcome } from './request-outcome';
import { RequestBadge } from './request-badge';
import { RequestStory } from './request-story';
import { RoutingSection } from './routing-section';
import { RequesterHistory } from './requester-history';
import classes from './request-page.module.css';
import { ReadingRows } from '../../ui/reading';
import { Unreadable } from '../../ui/unreadable';
import { WaitingForAnswer } from './waiting-for-answer';

const route = getRouteApi('/signed-in/requests/$id');

export function RequestPage() {
  const { id } = route.useParams();
  const { data: request, error, refetch } = useRequest(id);
  if (error && !request) {
    return (
      <Unreadable
        what="request"
        error={error}
        onRetry={() => void refetch()}
        actions={
          <Button variant="filled" renderRoot={(props) => <Link to="/requests" {...props} />}>
            My requests
          </Button>
        }
      />
    );
  }
  if (!request) {
    return (
      <Page title="Request">
        <ReadingRows rows={6} lines={2} framed />
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
      title={subjectWords(request)}
      badge={<RequestBadge request={request} size="md" />}
      lead={
        <>
          {request.breakGlass ? 'Taken in an emergency by' : 'Asked for by'}{' '}
          {own ? 'you' : request.requester.name} <RelativeTime at={request.createdAt} />
          {request.extension && (
            <>
              , on top of{' '}
              <Link to="/requests/$id" params={{ id: request.extension.requestId }}>
                access that is in use
              </Link>
            </>
          )}
        </>
      }
      actions={<RequestActions request={request} />}
    >
      <RequestOutcome request={request} own={own} />
      <div className={classes.columns}>
        <div className={classes.main}>
          <Substance request={request} own={own} />
        </div>
        <RequestStory request={request} />
      </div>
    </Page>
  );
}

function Substance({ request, own }: LoadedProps & { readonly own: boolean }) {
  const { claim = false, open } = route.useSearch();
  const { decide } = request.may;
  return (
    <>
      {own && request.state === 'pending' && <WaitingForAnswer request={request} />}
      {request.grant && <GrantPanel grant={request.grant} claimAtOnce={claim} openAtOnce={open} />}
      <Section title={decide ? 'What you are asked to decide' : 'What was asked for'} frame="plain">
        <AskCard request={request} />
      </Section>
      {decide && <RequesterHistory request={request} />}
      {decide && <DecisionPanel request={request} />}
      <RoutingSection request={request} />
    </>
  );
}
