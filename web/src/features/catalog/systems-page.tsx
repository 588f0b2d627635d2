import { IconServer2 } from '@tabler/icons-react';
import { useSystems } from '../../api/queries/catalog';
import type { SystemSummary } from '../../api/types';
import { type Column, DataTable } from '../../ui/data-table/data-table';
import { EmptyState } from '../../ui/empty-state';
import { Needs } from '../../ui/needs';
import { Page } from '../../ui/page';
import { RelativeTime } from '../../ui/relative-time';
import { StateBadge } from '../../ui/state-badge';
import { counted } from '../../ui/words';
import { GuardBadge } from '../../ui/guard-badge';
import { EndLink } from '../end-everything/end-link';
import { LeaseCounts } from './lease-counts';
import classes from './systems-page.module.css';

const toSystem = ({ key }: SystemSummary) => ({ to: '/systems/$key', params: { key } }) as const;

const COLUMNS: readonly Column<SystemSummary>[] = [
  {
    id: 'name',
    header: 'System',
    cell: (system) => (
      <span className={classes.first}>
        <strong>{system.name}</strong>
        <span className={classes.onPhone}>
          <GuardBadge guard={system.guard} />{' '}
          <LeaseCounts live={system.liveLeases} unconfirmed={system.unconfirmedLeases} none="no log-ins" />
        </span>
      </span>
    ),
  },
  {
    id: 'environment',
    header: 'Environment',
    width: '130px',
    from: 'desktop',
    cell: (system) => system.environment,
  },
  {
    id: 'guard',
    header: 'Guard',
    width: '150px',
    from: 'tablet',
    cell: (system) => <GuardBadge guard={system.guard} />,
  },
  {
    id: 'checks',
    header: 'Checks',
    width: '160px',
    from: 'tablet',
    cell: (system) => <Checks system={system} />,
  },
  {
    id: 'leases',
    header: 'Log-ins',
    width: '22%',
    from: 'tablet',
    cell: (system) => <LeaseCounts live={system.liveLeases} unconfirmed={system.unconfirmedLeases} />,
  },
  {
    id: 'checked',
    header: 'Looked at',
    width: '130px',
    from: 'desktop',
    cell: ({ checkedAt }) => (checkedAt === null ? 'not yet' : <RelativeTime at={checkedAt} inRow />),
  },
];

function Checks({ system }: { readonly system: SystemSummary }) {
  if (system.checkedAt === null) return 'not yet';
  return system.failedChecks === 0 ? (
    <StateBadge kind="check" state="ok" word="All fine" />
  ) : (
    <StateBadge kind="check" state="failed" word={counted(system.failedChecks, 'finding')} />
  );
}

export const SystemsPage = () => (
  <Needs ability="systems.read" title="Systems">
    <Systems />
  </Needs>
);

function Systems() {
  const systems = useSystems();
  return (
    <Page
      title="Systems"
      lead="The targets: who guards them when Sallyport is down, and what is live on them now."
      wide
      actions={<EndLink />}
    >
      <DataTable
        caption="Target systems"
        columns={COLUMNS}
        rows={systems.data?.items}
        rowId={({ id }) => id}
        rowLink={toSystem}
        error={systems.error}
        onRetry={() => void systems.refetch()}
        empty={
          <EmptyState icon={IconServer2} title="No systems yet">
            Systems come from the policy file, each with its owners and the credential Sallyport uses there.
          </EmptyState>
        }
      />
    </Page>
  );
}
