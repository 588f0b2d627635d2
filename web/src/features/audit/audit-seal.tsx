import { Popover, UnstyledButton } from '@mantine/core';
import { useAuditStatus } from '../../api/queries/audit';
import type { AuditStatus } from '../../api/types';
import { Fact, Facts } from '../../ui/facts';
import { Fingerprint } from '../../ui/fingerprint';
import { RelativeTime } from '../../ui/relative-time';
import { StateBadge } from '../../ui/state-badge';
import { counted, wholeNumber } from '../../ui/words';
import classes from './audit-seal.module.css';

function wordsOf({ state, size, verifiedSize, unsealed, brokenAt }: AuditStatus): string {
  switch (state) {
    case 'verified':
      return `Verified, ${counted(size, 'event')}`;
    case 'pending':
      return `Checking, ${counted(size + unsealed - verifiedSize, 'event')} to go`;
    case 'broken':
      return brokenAt === null ? 'Broken' : `Broken at index ${wholeNumber(brokenAt)}`;
  }
}

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
        <p className={classes.detail}>{status.detail}</p>
        <Facts>
          <Fact name="Checked">
            {wholeNumber(status.verifiedSize)} of {counted(status.size, 'event')}
            {status.verifiedAt !== null && (
              <>
                , <RelativeTime at={status.verifiedAt} />
              </>
            )}
          </Fact>
          <Fact name="Signed">
            {wholeNumber(status.signedSize)}
            {status.lastCheckpointAt !== null && (
              <>
                , <RelativeTime at={status.lastCheckpointAt} />
              </>
            )}
          </Fact>
          <Fact name="Signed root">
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
