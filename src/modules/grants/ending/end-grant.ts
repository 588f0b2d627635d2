import { Injectable } from '@nestjs/common';
import { transition } from '../../../kernel';
import {
  type AuditEventInput,
  type AuditField,
  open,
  personal,
} from '../../../platform/database/audit-event';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Actor } from '../../../platform/database/actor';
import type { Principal } from '../../../platform/http/principal';
import { inertText } from '../../policy';
import { type EndReason, GRANT_LIFECYCLE, type GrantEvent, type GrantState } from '../domain/grant-lifecycle';
import type { Grant, Lease } from '../grant';
import { grantEvent } from '../grant-events';
import { GrantAccess } from '../grant-access';
import { GrantObservers } from '../grant-observers';
import { GrantRepository } from '../grant.repository';
import { LEASE_CHANNEL } from '../deadlines/lease-channel';
import { LeaseRepository } from '../lease.repository';

export interface EndOptions {
  readonly reason: EndReason;
  /** The person who ended it; null when the clock or the policy did. */
  readonly by: string | null;
  readonly note?: string;
  /** Code of what the policy refuses now of a grant. */
  readonly because?: (grant: Grant) => string;
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
    private readonly observers: GrantObservers,
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
  async end(tx: Tx, grant: Grant, options: EndOptions): Promise<void> {
    await this.endAll(tx, [grant], options);
  }

  /** The same for several, with as many statements as for one: whoever waits for their locks waits no longer. */
  async endAll(tx: Tx, grants: readonly Grant[], options: EndOptions): Promise<void> {
    const open = grants.filter(({ state }) => !OVER.has(state));
    if (open.length === 0) return;
    const leases = await this.leases.openOfGrants(tx, idsOf(open));
    const ends = open.map((grant) => endOf(grant, leases));
    for (const state of ['ending', 'ended'] as const) {
      const ids = ends.filter(({ grant }) => grant.state === state).map(({ grant }) => grant.id);
      if (ids.length > 0) await this.grants.markEnding(tx, ids, { ...options, state });
    }
    if (leases.length > 0) await this.leases.markEnding(tx, idsOf(leases));
    for (const end of ends) tx.record(endEvent(end, options));
    await this.observers.grantsEnd(tx, open, options.reason);
    for (const { grant, leases: left } of ends) {
      if (left === 0) await this.closeIfNothingIsLeft(tx, grant, {});
    }
    if (leases.length > 0) await tx.notify(LEASE_CHANNEL);
  }

  /** Every lease of it is proved absent: the grant is closed in the same transaction as the last proof. */
  async closeIfNothingIsLeft(tx: Tx, grant: Grant, told: Record<string, AuditField>): Promise<void> {
    if (grant.state !== 'ending' && grant.state !== 'unconfirmed') return;
    if ((await this.leases.openOfGrant(tx, grant.id)).length > 0) return;
    await this.grants.markEnded(tx, grant.id, tx.now);
    tx.record(grantEvent('grants.ended', grant, told));
  }
}

const OVER: ReadonlySet<GrantState> = new Set(['ending', 'unconfirmed', 'ended']);

const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

/** A grant as it is from now on, and how many log-ins of it have to be removed. */
interface End {
  readonly grant: Grant;
  readonly leases: number;
}

function endOf(grant: Grant, allLeases: readonly Lease[]): End {
  const leases = allLeases.filter(({ grantId }) => grantId === grant.id).length;
  const event = leases > 0 || grant.state === 'active' ? 'end' : 'close';
  const state = transition<GrantState, GrantEvent>(GRANT_LIFECYCLE, 'grants', grant.state, event);
  return { grant: { ...grant, state }, leases };
}

const endEvent = ({ grant, leases }: End, { reason, by, note, because }: EndOptions): AuditEventInput =>
  grantEvent(
    grant.state === 'ending' ? 'grants.ending' : 'grants.closed_unused',
    grant,
    {
      reason: open(reason),
      leases: open(leases),
      ...(because ? { because: open(because(grant)) } : {}),
      ...(note && by ? { note: personal(by, inertText(note)) } : {}),
    },
    reason === 'revoked' || reason === 'no-longer-allowed' ? 'notice' : 'info',
  );
