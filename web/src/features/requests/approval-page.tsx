import { Skeleton } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useApprovalLink } from '../../api/queries/requests';
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
            Links are for one person, one version of one request, and one day. What waits for you is always in{' '}
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
        <Skeleton height={320} />
      </Page>
    );
  }
  return <Loaded request={data.request} bound={data.bound.you} token={token} />;
}

interface LoadedProps {
  readonly request: AccessRequest;
  readonly bound: boolean;
  readonly token: string;
}

function Loaded({ request, bound, token }: LoadedProps) {
  const open = request.may.approve || request.may.deny;
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
      <Standing request={request} bound={bound} />
      <AskCard request={request} />
      {open && <RequesterHistory request={request} />}
      {open && <DecisionPanel request={request} linkToken={token} />}
    </Page>
  );
}

/** Why there is nothing left to decide here, or what has changed since the person was asked. */
function Standing({ request, bound }: { readonly request: AccessRequest; readonly bound: boolean }) {
  const outcome = outcomeOf(request);
  if (outcome) {
    return (
      <Notice
        tone="neutral"
        role="status"
        title={outcome.sentence}
        actions={
          <Link to="/requests/$id" params={{ id: request.id }}>
            See its story
          </Link>
        }
      >
        {outcome.at !== undefined && <RelativeTime at={outcome.at} capitalised />}
        {outcome.reason !== undefined && <>: “{outcome.reason}”</>}
      </Notice>
    );
  }
  if (!bound) {
    return (
      <Notice tone="warn" role="status" title="This link was made for somebody else.">
        You can read the request, but only the person the link was made for can decide with it.
      </Notice>
    );
  }
  if (request.approvals.some(({ void: isVoid }) => isVoid)) {
    return (
      <Notice tone="warn" role="status" title="This request was changed after somebody had decided.">
        Their decision is void. What stands below is the newest version, and only that can be approved.
      </Notice>
    );
  }
  return null;
}
