import { useEffect } from 'react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useGrant } from '../../api/queries/grants';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { ReadingRows } from '../../ui/reading';

const route = getRouteApi('/signed-in/grants/$id');

/** A grant is told on the page of its request; this address leads there. */
export function GrantPage() {
  const { id } = route.useParams();
  const { data: grant, error, refetch } = useGrant(id);
  const navigate = useNavigate();
  const requestId = grant?.requestId;

  useEffect(() => {
    if (requestId !== undefined) {
      void navigate({ to: '/requests/$id', params: { id: requestId }, replace: true });
    }
  }, [navigate, requestId]);

  return (
    <Page title="Access">
      {error ? (
        <ProblemMessage error={error} onRetry={() => void refetch()} />
      ) : (
        <ReadingRows rows={5} framed />
      )}
    </Page>
  );
}
