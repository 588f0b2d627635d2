import { useState } from 'react';
import { Button } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { asProblem } from '../../api/problem';
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
import { RoutingSection } from './routing-section';
import { SettledNotice } from './settled-notice';
import { ReadingRows } from '../../ui/reading';

const route = getRouteApi('/signed-in/approve/$token');

/** Where an approval link leads. The link only finds the request; deciding takes the person it was made for, and a code. */
export function ApprovalPage() {
  const { token } = route.useParams();
  const { data, error, refetch } = useApprovalLink(token);
  if (error && !data) return <NoDecision error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <Page title="Decide on a request">
        <ReadingRows rows={6} lines={2} framed />
      </Page>
    );
  }
  return <Loaded request={data.request} usable={data.isUsable} token={token} />;
}

/** Statuses of a link that was made for somebody else, does not exist, or was cut while it was copied. */
const NO_SUCH_LINK: readonly number[] = [404, 422];

function NoDecision({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const failed = !NO_SUCH_LINK.includes(asProblem(error).status);
  return (
    <Page
      title="This link does not lead to a decision"
      lead={
        failed
          ? undefined
          : 'Each link is made for one person: it may be for somebody else, or not be complete. If you were asked, the request stands in your approvals as well.'
      }
      actions={
        <Button variant="filled" renderRoot={(props) => <Link to="/approvals" {...props} />}>
          What waits for you
        </Button>
      }
    >
      {failed && <ProblemMessage error={error} onRetry={onRetry} />}
    </Page>
  );
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
      title={outcome ? 'A request that you were asked about' : 'Decide on a request'}
      badge={<RequestBadge request={request} size="md" />}
      lead={
        <>
          Asked <RelativeTime at={request.createdAt} />.
          {request.state === 'pending' && (
            <>
              {' '}
              It lapses <RelativeTime at={request.lapsesAt} />.
            </>
          )}
        </>
      }
    >
      {outcome ? (
        <SettledNotice
          outcome={outcome}
          justNow={wasOpen}
          actions={
            <Link to="/requests/$id" params={{ id: request.id }}>
              See its story
            </Link>
          }
        />
      ) : (
        <Standing request={request} usable={usable} />
      )}
      <AskCard request={request} />
      {open && <RequesterHistory request={request} />}
      {open && <DecisionPanel request={request} linkToken={token} />}
      {open && <RoutingSection request={request} />}
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
