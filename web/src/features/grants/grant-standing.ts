import type { Grant } from '../../api/types';

/** What to call a grant: one that ended without ever touching a target has nothing to prove. */
export const grantStanding = ({
  state,
  leases,
}: Pick<Grant, 'state' | 'leases'>): Grant['state'] | 'unused' =>
  state === 'ended' && leases.length === 0 ? 'unused' : state;
