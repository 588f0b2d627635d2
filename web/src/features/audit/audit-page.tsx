import { useCallback } from 'react';
import { IconTimelineEvent } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useAuditEvents } from '../../api/queries/audit';
import { useMay } from '../../api/queries/session';
import type { AuditEvent } from '../../api/types';
import { DataTable } from '../../ui/data-table/data-table';
import { EmptyState } from '../../ui/empty-state';
import { Needs } from '../../ui/needs';
import { Page } from '../../ui/page';
import { AuditSeal } from './audit-seal';
import { AUDIT_COLUMNS } from './audit-columns';
import { type AuditSearch, apiFilter, filterOf, isNarrowed } from './audit-search';
import { BrokenNotice } from './broken-notice';
import { EventDrawer } from './event-drawer';
import { ExportButton } from './export-button';
import { FilterBar } from './filter-bar';

const route = getRouteApi('/signed-in/audit');

export const AuditPage = () => (
  <Needs ability="audit.read" title="Audit trail">
    <Trail />
  </Needs>
);

function Trail() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = apiFilter(filterOf(search));
  const events = useAuditEvents(filter);
  const mayExport = useMay('audit.export');

  const narrow = (changes: AuditSearch) =>
    void navigate({ search: (known) => ({ ...known, ...changes }), replace: true });
  // The other parameters stay, so that closing the event leads back to the same view.
  const open = useCallback(
    ({ id }: AuditEvent) => ({ to: '/audit', search: { ...search, event: id }, resetScroll: false }) as const,
    [search],
  );

  return (
    <Page
      title="Audit trail"
      lead="Every change is written with its event in one transaction, then sealed into a tree whose signed head anybody can check offline."
      badge={<AuditSeal />}
      actions={mayExport && <ExportButton />}
      wide
    >
      <BrokenNotice />
      <FilterBar search={search} onChange={narrow} />
      <DataTable
        caption="Audit events, newest first"
        columns={AUDIT_COLUMNS}
        rows={events.data?.pages.flatMap(({ items }) => items)}
        rowId={({ id }) => id}
        rowLink={open}
        isCurrent={({ id }) => id === search.event}
        error={events.error}
        onRetry={() => void events.refetch()}
        hasMore={events.hasNextPage}
        isReadingMore={events.isFetchingNextPage}
        onMore={() => void events.fetchNextPage()}
        empty={
          isNarrowed(search) ? (
            <EmptyState icon={IconTimelineEvent} title="No event fits these filters">
              Take one of them off, or look at a longer time.
            </EmptyState>
          ) : (
            <EmptyState icon={IconTimelineEvent} title="No events yet">
              The first sign-in, request or change of the policy writes the first one.
            </EmptyState>
          )
        }
      />
      <EventDrawer
        id={search.event}
        onClose={() => void navigate({ search: ({ event: _closed, ...rest }) => rest, resetScroll: false })}
        onNarrow={(changes) => void navigate({ search: changes })}
      />
    </Page>
  );
}
