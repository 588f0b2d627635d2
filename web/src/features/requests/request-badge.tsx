import type { AccessRequest } from '../../api/types';
import { StateBadge } from '../../ui/state-badge';
import { grantStanding } from '../grants/grant-standing';

/** Once approved, what matters is what became of the grant. */
export const RequestBadge = ({
  request,
  size,
}: {
  readonly request: AccessRequest;
  readonly size?: 'sm' | 'md';
}) =>
  request.grant ? (
    <StateBadge kind="grant" state={grantStanding(request.grant)} size={size} />
  ) : (
    <StateBadge kind="request" state={request.state} size={size} />
  );
