import { Button, TextInput } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type PeopleFilter, usePeople } from '../../api/queries/people';
import { useMay } from '../../api/queries/session';
import type { PersonSummary } from '../../api/types';
import { ChoiceChips } from '../../ui/choice-chips';
import { type Column, DataTable } from '../../ui/data-table/data-table';
import { EmptyState } from '../../ui/empty-state';
import { Needs } from '../../ui/needs';
import { Page } from '../../ui/page';
import { StateBadge } from '../../ui/state-badge';
import { counted } from '../../ui/words';
import { SOURCES } from './people-words';
import classes from './people-page.module.css';

const route = getRouteApi('/signed-in/people');

const toPerson = ({ handle }: PersonSummary) => ({ to: '/people/$handle', params: { handle } }) as const;
const titles = ({ jobRoles }: PersonSummary): string =>
  jobRoles.length === 0 ? 'No job role' : jobRoles.map(({ title }) => title).join(', ');

const COLUMNS: readonly Column<PersonSummary>[] = [
  {
    id: 'name',
    header: 'Person',
    cell: (person) => (
      <span className={classes.first}>
        <strong>{person.name}</strong>
        <span className={classes.under}>{titles(person)}</span>
      </span>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    width: '130px',
    cell: ({ status }) => <StateBadge kind="person" state={status} />,
  },
  {
    id: 'prerequisites',
    header: 'Prerequisites',
    width: '150px',
    from: 'tablet',
    cell: ({ prerequisites }) =>
      prerequisites === null ? 'None needed' : <StateBadge kind="prerequisite" state={prerequisites} />,
  },
  {
    id: 'factor',
    header: 'Second factor',
    width: '120px',
    from: 'desktop',
    cell: ({ secondFactor }) => (secondFactor ? 'Yes' : 'No'),
  },
  {
    id: 'manager',
    header: 'Manager',
    width: '150px',
    from: 'desktop',
    cell: ({ manager }) => manager?.name ?? 'None',
  },
  { id: 'source', header: 'Source', width: '160px', from: 'desktop', cell: ({ source }) => SOURCES[source] },
];

export const PeoplePage = () => (
  <Needs ability="people.read" title="People">
    <People />
  </Needs>
);

function People() {
  const filter = route.useSearch();
  const people = usePeople(filter);
  const total = people.data?.pages[0]?.total;
  const mayManage = useMay('people.manage');
  const narrowed = Object.values(filter).some((value) => value !== undefined);
  return (
    <Page
      title="People"
      lead={`Who works here, and who says so.${total === undefined ? '' : ` ${howMany(total, narrowed)}.`}`}
      wide
      actions={mayManage && <Sources />}
    >
      <Filters filter={filter} />
      <DataTable
        caption="People"
        columns={COLUMNS}
        rows={people.data?.pages.flatMap(({ items }) => items)}
        rowId={({ id }) => id}
        rowLink={toPerson}
        error={people.error}
        onRetry={() => void people.refetch()}
        hasMore={people.hasNextPage}
        isReadingMore={people.isFetchingNextPage}
        onMore={() => void people.fetchNextPage()}
        empty={
          <EmptyState icon={IconUsers} title={narrowed ? 'Nobody matches' : 'Nobody yet'}>
            {narrowed
              ? 'Choose another filter above.'
              : 'People come from the policy file, from a provisioning system by SCIM, and from a list (CSV).'}
          </EmptyState>
        }
      />
    </Page>
  );
}

const howMany = (total: number, narrowed: boolean): string =>
  narrowed ? counted(total, 'person matches', 'people match') : counted(total, 'person', 'people');

/** Where people come from besides the policy file. */
const Sources = () => (
  <>
    <Button renderRoot={(props) => <Link to="/people/import" {...props} />}>Import a list</Button>
    <Button renderRoot={(props) => <Link to="/people/provisioning" {...props} />}>Provisioning</Button>
  </>
);

function Filters({ filter }: { readonly filter: PeopleFilter }) {
  const navigate = useNavigate({ from: '/people' });
  const change = (changes: PeopleFilter) =>
    void navigate({ search: (before) => ({ ...before, ...changes }), replace: true });
  return (
    <div className={classes.filters}>
      <TextInput
        label="Find"
        data-page-filter
        placeholder="Name, handle or e-mail"
        value={filter.q ?? ''}
        onChange={(event) => change({ q: event.currentTarget.value || undefined })}
      />
      <ChoiceChips
        legend="Status"
        value={filter.status ?? 'all'}
        onChange={(status) => change({ status: status === 'all' ? undefined : status })}
        options={[
          { value: 'all', label: 'Everybody' },
          { value: 'active', label: 'Active' },
          { value: 'suspended', label: 'Suspended' },
          { value: 'left', label: 'Left' },
        ]}
      />
      <ChoiceChips
        legend="Prerequisites"
        value={filter.prerequisites ?? 'all'}
        onChange={(prerequisites) =>
          change({ prerequisites: prerequisites === 'all' ? undefined : prerequisites })
        }
        options={[
          { value: 'all', label: 'Any' },
          { value: 'lapses-soon', label: 'Lapse within 30 days' },
          { value: 'lapsed', label: 'Lapsed' },
          { value: 'missing', label: 'Missing' },
        ]}
      />
    </div>
  );
}
