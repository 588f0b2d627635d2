import { randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, DomainError, SECOND } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { resolveSecret } from '../../platform/config/environment';
import { systemActor } from '../../platform/database/actor';
import { open } from '../../platform/database/audit-event';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { LOGGER, type Logger } from '../../platform/telemetry/logger.provider';
import { CatalogRepository } from '../catalog';
import { ConnectorRegistry, type Reading, TargetError } from '../connectors';
import { CLAIM_LASTS, pauseAfter, UNCONFIRMED_AFTER } from './domain/retry';
import { EndGrant } from './end-grant';
import type { Lease, Proof } from './grant';
import { grantEvent, leaseEvent } from './grant-events';
import { GrantRepository } from './grant.repository';
import { LeaseMetrics } from './lease-metrics';
import { LeaseRepository } from './lease.repository';

const SPREAD = 1_000;
const ENDER = systemActor('grants.ender');
/** Claimed in one statement. */
const CLAIMED_TOGETHER = 8;

/** Removes leases at their targets, reads the targets back, and closes what is proved. Retried for ever (I7). */
@Injectable()
export class EndLeasesJob {
  /** What this process is ending now, with its system. */
  private readonly inHand = new Map<Promise<void>, string>();
  /** How many of a system's leases are ended at once, as its connector wants it; known from the first of them on. */
  private readonly roomAt = new Map<string, number>();
  private taking: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly grants: GrantRepository,
    private readonly leases: LeaseRepository,
    private readonly catalog: CatalogRepository,
    private readonly endGrant: EndGrant,
    private readonly connectors: ConnectorRegistry,
    private readonly metrics: LeaseMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Takes on what is due and answers as soon as it is taken on, so that a target that hangs delays nobody else's
   * deadline. Several processes may do so at once.
   */
  async takeOn(): Promise<void> {
    this.again = true;
    this.taking ??= this.takeAll();
    await this.taking;
  }

  /** Takes on nothing more and finishes what is in hand: the rest waits for no claim of ours to run out. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.taking?.catch(() => undefined);
    await Promise.allSettled(this.inHand.keys());
  }

  private async takeAll(): Promise<void> {
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        const claimed = await this.claim();
        for (const lease of claimed) this.begin(lease);
        this.again ||= claimed.length === CLAIMED_TOGETHER;
      }
    } finally {
      this.taking = undefined;
    }
  }

  private claim(): Promise<Lease[]> {
    const systems = [...this.inHand.values()];
    const full = [...new Set(systems)].filter(
      (id) => systems.filter((other) => other === id).length >= (this.roomAt.get(id) ?? CLAIMED_TOGETHER),
    );
    return this.uow.bookkeeping('grants: a worker claims leases to end', (tx) =>
      this.leases.claim(tx, new Date(tx.now.getTime() + CLAIM_LASTS), CLAIMED_TOGETHER, full),
    );
  }

  private begin(lease: Lease): void {
    const work = this.endOne(lease).finally(() => {
      this.inHand.delete(work);
      this.takeOn().catch((error: unknown) =>
        this.logger.error({ err: error }, 'Leases to end could not be claimed.'),
      );
    });
    this.inHand.set(work, lease.systemId);
  }

  private async endOne(lease: Lease): Promise<void> {
    try {
      const reading = await this.removeAndRead(lease);
      await this.close(lease, { ...reading, readAt: reading.readAt.toISOString() });
    } catch (error) {
      await this.postpone(lease, error);
    }
  }

  private async removeAndRead(lease: Lease): Promise<Reading> {
    const system = await this.catalog.system(this.uow.reader, lease.systemId);
    const connector = this.connectors.of(system.kind);
    this.roomAt.set(system.id, connector.endsAtOnce);
    const target = { ...system, credential: resolveSecret(system.credentialReference) };
    const object = {
      targetName: lease.targetName,
      entitlement: lease.entitlementSettings,
      expiresAt: lease.expiresAt,
    };
    await connector.revoke(target, object);
    const reading = await connector.verify(target, object);
    if (!reading.absent)
      throw new TargetError('unexpected', `Still there when read back: ${reading.summary}`);
    return reading;
  }

  private close(lease: Lease, { summary, readAt, facts }: Proof): Promise<void> {
    return this.uow.run(ENDER, async (tx) => {
      const grant = await this.grants.lock(tx, lease.grantId);
      // Somebody else owns it by now and will write its own proof (I13).
      if (!(await this.leases.markEnded(tx, lease.id, lease.fence, { summary, readAt, facts }))) return;
      const proof = { summary: open(summary), readAt: open(readAt), attempts: open(lease.attempts) };
      tx.record(leaseEvent('grants.lease_ended', lease, grant, proof));
      this.metrics.proved(lease.endAskedAt, tx.now);
      if (await this.endGrant.closeIfNothingIsLeft(tx, grant.id, grant.state)) {
        tx.record(grantEvent('grants.ended', grant, { summary: open(summary) }));
      }
    });
  }

  private async postpone(lease: Lease, error: unknown): Promise<void> {
    const why =
      error instanceof TargetError || error instanceof DomainError ? error.message : 'internal error';
    this.logger.warn(
      { err: error, leaseId: lease.id, attempts: lease.attempts },
      'A lease could not be ended yet.',
    );
    const now = this.clock.now();
    const waited = now.getTime() - (lease.endAskedAt ?? now).getTime();
    const raise = waited >= UNCONFIRMED_AFTER && lease.raisedAt === null;
    const failure = {
      nextAttemptAt: new Date(now.getTime() + pauseAfter(lease.attempts, randomInt(SPREAD) / SPREAD)),
      error: why,
      state: raise || lease.state === 'unconfirmed' ? ('unconfirmed' as const) : ('ending' as const),
      raisedAt: raise ? now : lease.raisedAt,
    };
    try {
      if (raise) await this.raise(lease, failure, Math.round(waited / SECOND));
      else {
        await this.uow.bookkeeping('grants: the next try of a lease', (tx) =>
          this.leases.markFailed(tx, lease.id, lease.fence, failure),
        );
      }
    } catch (unwritten) {
      // The claim runs out by itself and the lease is tried again: nothing is forgotten.
      this.logger.error({ err: unwritten, leaseId: lease.id }, 'A failed try could not be written down.');
    }
  }

  /** A minute without proof is somebody's business: an alert in the trail, an error in the log, a gauge, a banner. */
  private raise(
    lease: Lease,
    failure: Parameters<LeaseRepository['markFailed']>[3],
    seconds: number,
  ): Promise<void> {
    return this.uow.run(ENDER, async (tx) => {
      const grant = await this.grants.lock(tx, lease.grantId);
      if (!(await this.leases.markFailed(tx, lease.id, lease.fence, failure))) return;
      if (grant.state === 'ending') await this.grants.markState(tx, grant.id, 'unconfirmed');
      const data = { why: open(failure.error), seconds: open(seconds), targetName: open(lease.targetName) };
      tx.record(leaseEvent('grants.lease_unconfirmed', lease, grant, data, 'alert'));
      this.logger.error(
        { leaseId: lease.id, systemId: lease.systemId, seconds },
        'A revocation is unconfirmed.',
      );
    });
  }
}
