import { Inject, Injectable } from '@nestjs/common';
import { type Clock, SECOND, transition } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { systemActor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { dueSteps } from '../domain/due-steps';
import { GRANT_LIFECYCLE, type GrantEvent, type GrantState } from '../domain/grant-lifecycle';
import { CLAIM_LASTS } from '../domain/retry';
import { EndGrant } from '../ending/end-grant';
import type { Grant, Lease } from '../grant';
import { grantEvent, leaseEvent } from '../grant-events';
import { GrantRepository } from '../grant.repository';
import { LeaseRepository } from '../lease.repository';
import { SetAside } from './set-aside';
import { startGrant } from '../start-grant';

const DEADLINE = systemActor('grants.deadline');
/** Few enough that the first connection is cut while the last grant of a crowd is still being ended. */
const BATCH = 20;

/**
 * Everything that the clock alone changes: starts, claim windows, deadlines, intents whose issuer is gone, and ends that
 * nobody has proved for a minute. Grants are locked before their leases, as everywhere: whoever did it the other way
 * round would deadlock with a second process at every shared deadline.
 */
@Injectable()
export class AdvanceByClock {
  private readonly setAside = new SetAside();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly grants: GrantRepository,
    private readonly leases: LeaseRepository,
    private readonly endGrant: EndGrant,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** One batch: how many grants were advanced, and whether there may be more. */
  async run(): Promise<{ readonly advanced: number; readonly more: boolean }> {
    const advanced = await this.advance(BATCH).catch((error: unknown) => this.oneByOne(error));
    return { advanced, more: advanced === BATCH };
  }

  private advance(limit: number): Promise<number> {
    return this.uow.run(DEADLINE, async (tx) => {
      const due = await this.grants.lockDue(tx, limit, this.leftAlone());
      const leases = await this.leases.openOfGrants(
        tx,
        due.map(({ id }) => id),
      );
      for (const grant of due) {
        await this.advanceOne(
          tx,
          grant,
          leases.filter(({ grantId }) => grantId === grant.id),
        );
      }
      return due.length;
    });
  }

  /** Some grant of a batch stands in the way of all others: each has its own transaction, and that one is set aside. */
  private async oneByOne(cause: unknown): Promise<number> {
    this.logger.warn(
      { err: cause },
      'A batch of due grants could not be advanced; they are tried one by one.',
    );
    const due = await this.grants.dueIds(this.uow.reader, this.clock.now(), BATCH, this.leftAlone());
    for (const id of due) {
      try {
        await this.uow.run(DEADLINE, async (tx) => {
          const grant = await this.grants.lock(tx, id);
          await this.advanceOne(tx, grant, await this.leases.openOfGrants(tx, [id]));
        });
      } catch (error) {
        this.setAside.add(id, this.clock.now());
        this.logger.error({ err: error, grantId: id }, 'What the clock asks of a grant could not be done.');
      }
    }
    return due.length;
  }

  private leftAlone(): string[] {
    return this.setAside.at(this.clock.now());
  }

  private async advanceOne(tx: Tx, grant: Grant, leases: Lease[]): Promise<void> {
    const { start, end, over, abandoned, unproved } = dueSteps(grant, leases, tx.now);
    if (start) await startGrant(tx, this.grants, grant);
    if (end) await this.endGrant.end(tx, grant, { reason: end, by: null });
    if (over.length > 0) await this.endOver(tx, grant, over);
    if (abandoned.length > 0) await this.endAbandoned(tx, grant, abandoned);
    if (unproved.length > 0) await this.raise(tx, grant, unproved);
    else if (grant.state === 'ending' && leases.some(({ state }) => state === 'unconfirmed')) {
      await this.missProof(tx, grant);
    }
  }

  /** What an extension did not reach ends when it was to end; a new log-in can be made for the time that was added. */
  private async endOver(tx: Tx, grant: Grant, leases: readonly Lease[]): Promise<void> {
    await this.leases.markEnding(
      tx,
      leases.map(({ id }) => id),
    );
    for (const lease of leases) {
      const missed = lease.extendTo !== null;
      const data = {
        until: open(lease.expiresAt),
        ...(missed && { why: open(lease.lastError ?? 'The target was not reached in time.') }),
      };
      tx.record(leaseEvent('grants.lease_over', lease, grant, data, missed ? 'notice' : 'info'));
    }
  }

  /** The issuer died between intent and outcome: whatever it left at the target is removed, and nobody saw the secret. */
  private async endAbandoned(tx: Tx, grant: Grant, leases: readonly Lease[]): Promise<void> {
    await this.leases.markEnding(
      tx,
      leases.map(({ id }) => id),
    );
    for (const lease of leases) {
      const claim = open(CLAIM_LASTS / SECOND);
      tx.record(leaseEvent('grants.lease_abandoned', lease, grant, { claimSeconds: claim }, 'notice'));
    }
  }

  /** A minute without proof is somebody's business: an alert in the trail, an error in the log, a gauge, a banner. */
  private async raise(tx: Tx, grant: Grant, leases: readonly Lease[]): Promise<void> {
    await this.leases.markUnconfirmed(
      tx,
      leases.map(({ id }) => id),
    );
    for (const lease of leases) {
      const seconds = Math.round((tx.now.getTime() - (lease.endAskedAt ?? tx.now).getTime()) / SECOND);
      const data = {
        why: open(lease.lastError ?? 'The target has not answered yet.'),
        seconds: open(seconds),
        targetName: open(lease.targetName),
      };
      tx.record(leaseEvent('grants.lease_unconfirmed', lease, grant, data, 'alert'));
      this.logger.error(
        { leaseId: lease.id, systemId: lease.systemId, seconds },
        'A revocation is unconfirmed.',
      );
    }
    if (grant.state === 'ending') await this.missProof(tx, grant);
  }

  private async missProof(tx: Tx, grant: Grant): Promise<void> {
    const state = transition<GrantState, GrantEvent>(GRANT_LIFECYCLE, 'grants', grant.state, 'miss-proof');
    await this.grants.markState(tx, grant.id, state);
    tx.record(grantEvent('grants.unconfirmed', grant, {}, 'notice'));
  }
}
