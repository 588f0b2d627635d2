import { useAuditStatus } from '../../api/queries/audit';
import { Notice } from '../../ui/notice';

/** A trail that does not hold is never only a red word. */
export function BrokenNotice() {
  const { data: status } = useAuditStatus();
  if (status?.state !== 'broken') return null;
  return (
    <Notice tone="bad" role="alert" title={status.detail}>
      Change nothing on the server. Export the trail, check the file on another machine with{' '}
      <code>sallyport audit verify --from</code>, and tell whoever is in charge of security.
    </Notice>
  );
}
