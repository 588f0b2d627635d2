import { transition } from '../../kernel';
import { open } from '../../platform/database/audit-event';
import type { Tx } from '../../platform/database/unit-of-work';
import { GRANT_LIFECYCLE, type GrantEvent, type GrantState } from './domain/grant-lifecycle';
import type { Grant } from './grant';
import { grantEvent } from './grant-events';
import type { GrantRepository } from './grant.repository';

/** Its start has come: it may be used from now on. On a grant that the caller has locked. */
export async function startGrant(tx: Tx, grants: GrantRepository, grant: Grant): Promise<void> {
  const state = transition<GrantState, GrantEvent>(GRANT_LIFECYCLE, 'grants', grant.state, 'start');
  await grants.markState(tx, grant.id, state);
  tx.record(grantEvent('grants.started', grant, { claimBy: open(grant.claimBy) }));
}
