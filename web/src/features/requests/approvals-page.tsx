import { SegmentedControl } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useApprovals } from '../../api/queries/requests';
import { DataTable } from '../../ui/data-table/data-table';
import { EmptyState } from '../../ui/empty-state';
import { Page } from '../../ui/page';
import { DECIDED_REQUESTS, REQUESTS_TO_DECIDE, toRequest } from './request-columns';

const route = getRouteApi('/signed-in/approvals');

export function ApprovalsPage() {
  const { state = 'waiting' } = route.useSearch();
  const navigate = route.useNavigate();
  const approvals = useApprovals(state);
  return (
    <Page
      title="Approvals"
      lead={
        state === 'waiting'
          ? 'Requests that wait for your decision. Each is read and decided on its own page; there is no approving in bulk.'
          : 'Requests that you, or somebody asked together with you, have decided.'
      }
      wide
      actions={
        <SegmentedControl
          aria-label="Which requests"
          data={[
            { value: 'waiting', label: 'Waiting' },
            { value: 'decided', label: 'Decided' },
          ]}
          value={state}
          onChange={(chosen) => void navigate({ search: chosen === 'decided' ? { state: 'decided' } : {} })}
        />
      }
    >
      <DataTable
        caption={state === 'waiting' ? 'Requests waiting for my decision' : 'Decided requests, newest first'}
        columns={state === 'waiting' ? REQUESTS_TO_DECIDE : DECIDED_REQUESTS}
        rows={approvals.data?.pages.flatMap(({ items }) => items)}
        rowId={({ id }) => id}
        rowLink={toRequest}
        error={approvals.error}
        onRetry={() => void approvals.refetch()}
        hasMore={approvals.hasNextPage}
        isReadingMore={approvals.isFetchingNextPage}
        onMore={() => void approvals.fetchNextPage()}
        empty={
          state === 'waiting' ? (
            <EmptyState icon={IconChecklist} title="Nothing waits for you">
              When somebody asks for access that you may approve, it appears here, and you get a link to it.
            </EmptyState>
          ) : (
            <EmptyState icon={IconChecklist} title="Nothing decided yet">
              Your decisions are kept here, with the reason you gave.
            </EmptyState>
          )
        }
      />
    </Page>
  );
}
