import { Popover, UnstyledButton } from '@mantine/core';
import { useAuditStatus } from '../../api/queries/audit';
import type { AuditStatus } from '../../api/types';
import { Fact, Facts } from '../../ui/facts';
import { Fingerprint } from '../../ui/fingerprint';
import { RelativeTime } from '../../ui/relative-time';
import { StateBadge } from '../../ui/state-badge';
import { counted, wholeNumber } from '../../ui/words';
import classes from './audit-seal.module.css';

const wordsOf = (status: AuditStatus): string => {
  switch (status.state) {
    case 'verified':
      return `Verified, ${counted(status.size, 'event')}`;
    case 'pending':
      return `Sealing, ${counted(status.unsealed, 'event')} to go`;
    case 'broken':
      return status.brokenAt === null ? 'Broken' : `Broken at index ${status.brokenAt}`;
  }
};

/** Whether the trail holds, in a word; the head of the tree on pressing it. */
export function AuditSeal() {
  const { data: status } = useAuditStatus();
  if (!status) return null;
  return (
    <Popover width={340} position="bottom-start" withinPortal={false} shadow="md">
      <Popover.Target>
        <UnstyledButton className={classes.seal}>
          <StateBadge kind="audit" state={status.state} word={wordsOf(status)} size="md" />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Facts>
          <Fact name="Events in the tree">{wholeNumber(status.size)}</Fact>
          <Fact name="Not sealed yet">{wholeNumber(status.unsealed)}</Fact>
          <Fact name="Signed head">
            {status.lastCheckpointAt === null ? (
              'none yet'
            ) : (
              <RelativeTime at={status.lastCheckpointAt} capitalised />
            )}
          </Fact>
          <Fact name="Root">
            <Fingerprint digest={status.root} whole />
          </Fact>
        </Facts>
        <p className={classes.offline}>
          To check it without trusting this server: <code>sallyport audit verify</code>
        </p>
      </Popover.Dropdown>
    </Popover>
  );
}
