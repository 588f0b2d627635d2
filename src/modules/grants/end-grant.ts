import { Injectable } from '@nestjs/common';
import { transition } from '../../kernel';
import { type AuditField, open, personal } from '../../platform/database/audit-event';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work';
import type { Actor } from '../../platform/database/actor';
import type { Principal } from '../../platform/http/principal';
import { inertText } from '../policy';
import { type EndReason, GRANT_LIFECYCLE, type GrantEvent, type GrantState } from './domain/grant-lifecycle';
import type { Grant } from './grant';
import { grantEvent } from './grant-events';
import { GrantAccess } from './grant-access';
import { GrantRepository } from './grant.repository';
import { LEASE_CHANNEL } from './lease-channel';
import { LeaseRepository } from './lease.repository';

export interface EndOptions {
  readonly reason: EndReason;
  /** The person who ended it; null when the clock or the policy did. */
  readonly by: string | null;
  readonly note?: string;
  /** Code of what the policy refuses now. */
  readonly because?: string;
}

/**
 * Ends a grant: from this commit on nobody is allowed anything by it, and the workers remove and prove at the target.
 * Idempotent: ending what is ending or ended changes nothing.
 */
@Injectable()
export class EndGrant {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly grants: GrantRepository,
    private readonly leases: LeaseRepository,
    private readonly access: GrantAccess,
  ) {}

  /** "I'm done" by its owner, or "End now" by somebody who may end any grant. */
  async byPerson(
    actor: Actor,
    principal: Principal,
    grantId: string,
    note: string | undefined,
  ): Promise<void> {
    await this.access.assertMayEnd(actor, principal, grantId);
    await this.uow.run(actor, async (tx) => {
      const grant = await this.grants.lock(tx, grantId);
      const reason = grant.personId === principal.personId ? 'returned' : 'revoked';
      await this.end(tx, grant, { reason, by: principal.personId, note });
    });
  }

  /** Within the caller's transaction, on a grant that the caller has locked. */
  async end(tx: Tx, grant: Grant, { reason, by, note, because }: EndOptions): Promise<void> {
    if (grant.state === 'ended' || grant.state === 'ending' || grant.state === 'unconfirmed') return;
    const leases = await this.leases.openOfGrant(tx, grant.id);
    const event = leases.length > 0 || grant.state === 'active' ? 'end' : 'close';
    const state = transition<GrantState, GrantEvent>(GRANT_LIFECYCLE, 'grants', grant.state, event);
    await this.grants.markEnding(tx, grant.id, { state, reason, by });
    await this.leases.markEnding(
      tx,
      leases.map(({ id }) => id),
    );
    tx.record(
      grantEvent(
        state === 'ending' ? 'grants.ending' : 'grants.closed_unused',
        grant,
        {
          reason: open(reason),
          leases: open(leases.length),
          ...(because ? { because: open(because) } : {}),
          ...(note && by ? { note: personal(by, inertText(note)) } : {}),
        },
        reason === 'revoked' || reason === 'no-longer-allowed' ? 'notice' : 'info',
      ),
    );
    await this.closeIfNothingIsLeft(tx, { ...grant, state }, {});
    await tx.notify(LEASE_CHANNEL);
  }

  /** Every lease of it is proved absent: the grant is closed in the same transaction as the last proof. */
  async closeIfNothingIsLeft(tx: Tx, grant: Grant, told: Record<string, AuditField>): Promise<void> {
    if (grant.state !== 'ending' && grant.state !== 'unconfirmed') return;
    if ((await this.leases.openOfGrant(tx, grant.id)).length > 0) return;
    await this.grants.markEnded(tx, grant.id, tx.now);
    tx.record(grantEvent('grants.ended', grant, told));
  }
}
