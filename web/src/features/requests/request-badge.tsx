import type { AccessRequest } from '../../api/types';
import { StateBadge } from '../../ui/state-badge';

/** Once approved, what matters is what became of the grant. */
export const RequestBadge = ({
  request,
  size,
}: {
  readonly request: AccessRequest;
  readonly size?: 'sm' | 'md';
}) =>
  request.grant ? (
    <StateBadge kind="grant" state={request.grant.state} size={size} />
  ) : (
    <StateBadge kind="request" state={request.state} size={size} />
  );
