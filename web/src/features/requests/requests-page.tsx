import { Button, SegmentedControl } from '@mantine/core';
import { IconMessageQuestion } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRequests } from '../../api/queries/requests';
import { useMay } from '../../api/queries/session';
import { DataTable } from '../../ui/data-table/data-table';
import { EmptyState } from '../../ui/empty-state';
import { Page } from '../../ui/page';
import { ALL_REQUESTS, OWN_REQUESTS, toRequest } from './request-columns';

const route = getRouteApi('/signed-in/requests');

export function RequestsPage() {
  const { scope = 'mine' } = route.useSearch();
  const navigate = route.useNavigate();
  const mayReadAll = useMay('requests.read-all');
  const requests = useRequests(scope);
  return (
    <Page
      title={scope === 'mine' ? 'My requests' : 'All requests'}
      wide
      actions={
        <>
          {mayReadAll && (
            <SegmentedControl
              aria-label="Whose requests"
              data={[
                { value: 'mine', label: 'Mine' },
                { value: 'all', label: 'Everybody’s' },
              ]}
              value={scope}
              onChange={(chosen) => void navigate({ search: chosen === 'all' ? { scope: 'all' } : {} })}
            />
          )}
          <Button variant="filled" renderRoot={(props) => <Link to="/profiles" {...props} />}>
            Ask for access
          </Button>
        </>
      }
    >
      <DataTable
        caption={scope === 'mine' ? 'What I asked for, newest first' : 'What was asked for, newest first'}
        columns={scope === 'mine' ? OWN_REQUESTS : ALL_REQUESTS}
        rows={requests.data?.pages.flatMap(({ items }) => items)}
        rowId={({ id }) => id}
        rowLink={toRequest}
        error={requests.error}
        onRetry={() => void requests.refetch()}
        hasMore={requests.hasNextPage}
        isReadingMore={requests.isFetchingNextPage}
        onMore={() => void requests.fetchNextPage()}
        empty={
          <EmptyState icon={IconMessageQuestion} title="Nothing asked for yet">
            Every request stays here with its whole story: who decided, when it was used, and the proof that
            it ended.
          </EmptyState>
        }
      />
    </Page>
  );
}
