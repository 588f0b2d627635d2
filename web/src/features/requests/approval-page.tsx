import { useState } from 'react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useApprovalLink } from '../../api/queries/requests';
import { useSession } from '../../api/queries/session';
import type { AccessRequest } from '../../api/types';
import { AskCard } from '../../ui/ask-card';
import { Notice } from '../../ui/notice';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { RelativeTime } from '../../ui/relative-time';
import { DecisionPanel } from './decision-panel';
import { outcomeOf } from './outcome';
import { RequestBadge } from './request-badge';
import { RequesterHistory } from './requester-history';
import { SettledNotice } from './settled-notice';
import { Reading } from '../../ui/reading';

const route = getRouteApi('/signed-in/approve/$token');

/** Where an approval link leads. The link only finds the request; deciding takes the person it was made for, and a code. */
export function ApprovalPage() {
  const { token } = route.useParams();
  const { data, error, refetch } = useApprovalLink(token);
  if (error && !data) {
    return (
      <Page
        title="This link does not lead to a decision"
        lead={
          <>
            A link is for one person and one request. What waits for you is always in{' '}
            <Link to="/approvals">Approvals</Link>.
          </>
        }
      >
        <ProblemMessage error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  if (!data) {
    return (
      <Page title="Decide on a request">
        <Reading lines={6} />
      </Page>
    );
  }
  return <Loaded request={data.request} usable={data.isUsable} token={token} />;
}

interface LoadedProps {
  readonly request: AccessRequest;
  readonly usable: boolean;
  readonly token: string;
}

function Loaded({ request, usable, token }: LoadedProps) {
  const open = request.may.decide && usable;
  const [wasOpen] = useState(open);
  const { person } = useSession();
  const outcome = outcomeOf(request, person?.id);
  return (
    <Page
      title="Decide on a request"
      badge={<RequestBadge request={request} size="md" />}
      lead={
        <>
          Asked <RelativeTime at={request.createdAt} />. It lapses <RelativeTime at={request.lapsesAt} />.
        </>
      }
    >
      {outcome ? (
        <SettledNotice request={request} outcome={outcome} justNow={wasOpen} linkToStory />
      ) : (
        <Standing request={request} usable={usable} />
      )}
      <AskCard request={request} />
      {open && <RequesterHistory request={request} />}
      {open && <DecisionPanel request={request} linkToken={token} />}
    </Page>
  );
}

/** What has changed since the person was asked. */
function Standing({ request, usable }: Omit<LoadedProps, 'token'>) {
  if (!usable) {
    return (
      <Notice
        tone="warn"
        role="status"
        title="This link no longer works."
        actions={
          <Link to="/requests/$id" params={{ id: request.id }}>
            {request.may.decide ? 'Decide on its own page' : 'See its story'}
          </Link>
        }
      >
        It was used, it is older than a day, or the request was changed since you were asked. What stands
        below is the newest version.
      </Notice>
    );
  }
  if (request.decisions.some(({ counts }) => !counts)) {
    return (
      <Notice tone="warn" role="status" title="This request was changed after somebody had decided.">
        Their decision counts no more. What stands below is the newest version, and only that can be approved.
      </Notice>
    );
  }
  return null;
}
