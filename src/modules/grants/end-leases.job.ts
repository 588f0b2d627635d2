import { randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, DomainError, within } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { systemActor } from '../../platform/database/actor';
import { open } from '../../platform/database/audit-event';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { LOGGER, type Logger } from '../../platform/telemetry/logger.provider';
import { CatalogRepository } from '../catalog';
import { ConnectorRegistry, type Reading, TargetError } from '../connectors';
import { ResolveSecret } from '../keys';
import { CLAIM_LASTS, pauseAfter } from './domain/retry';
import { EndGrant } from './end-grant';
import type { Lease, Proof } from './grant';
import { leaseEvent } from './grant-events';
import { GrantRepository } from './grant.repository';
import { LeaseMetrics } from './lease-metrics';
import { LeaseRepository } from './lease.repository';

const SPREAD = 1_000;
const ENDER = systemActor('grants.ender');
/** One try: well before its claim runs out, so that its outcome is still ours to write. */
const TRY_LASTS = (CLAIM_LASTS * 2) / 3;

/** Removes leases at their targets, reads the targets back, and closes what is proved. Retried for ever (I7). */
@Injectable()
export class EndLeasesJob {
  /** What this process is ending now, with its system. */
  private readonly inHand = new Map<Promise<void>, string>();
  /** Systems at which it ends as many as their connector takes at once. */
  private full: readonly string[] = [];
  private taking: Promise<number> | undefined;
  private again = false;
  private stopped = false;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly grants: GrantRepository,
    private readonly leases: LeaseRepository,
    private readonly catalog: CatalogRepository,
    private readonly endGrant: EndGrant,
    private readonly connectors: ConnectorRegistry,
    private readonly secrets: ResolveSecret,
    private readonly metrics: LeaseMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Takes on what is due and answers as soon as it is taken on, so that a target that hangs delays nobody else's
   * deadline. Several processes may do so at once. Answers how many it took on.
   */
  takeOn(): Promise<number> {
    this.again = true;
    this.taking ??= this.takeAll();
    return this.taking;
  }

  /** Where more is due than can be ended at once: nothing there needs a look before something there is done. */
  get fullSystems(): readonly string[] {
    return this.full;
  }

  /** Takes on nothing more and finishes what is in hand: the rest waits for no claim of ours to run out. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.taking?.catch(() => undefined);
    await Promise.allSettled(this.inHand.keys());
  }

  private async takeAll(): Promise<number> {
    let taken = 0;
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        taken += await this.takeRound();
      }
      return taken;
    } finally {
      this.taking = undefined;
    }
  }

  private async takeRound(): Promise<number> {
    let taken = 0;
    const systems = await this.leases.systemsInArrears(this.uow.reader, this.clock.now());
    for (const system of systems) {
      const claimed = await this.claim(system);
      claimed.forEach((lease) => this.begin(lease));
      taken += claimed.length;
    }
    this.full = systems.filter((system) => this.roomAt(system) === 0).map(({ id }) => id);
    return taken;
  }

  private async claim(system: { readonly id: string; readonly kind: string }): Promise<Lease[]> {
    const room = this.roomAt(system);
    if (room === 0) return [];
    return this.uow.bookkeeping('grants: a worker claims leases to end', (tx) =>
      this.leases.claim(tx, system.id, new Date(tx.now.getTime() + CLAIM_LASTS), room),
    );
  }

  private roomAt({ id, kind }: { readonly id: string; readonly kind: string }): number {
    const taken = [...this.inHand.values()].filter((other) => other === id).length;
    // A kind that nobody serves any more is tried all the same: its leases become unconfirmed, and somebody is called.
    const atOnce = this.connectors.kinds.includes(kind) ? this.connectors.of(kind).endsAtOnce : 1;
    return Math.max(0, atOnce - taken);
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
      const reading = await within(TRY_LASTS, this.removeAndRead(lease), late);
      await this.close(lease, { ...reading, readAt: reading.readAt.toISOString() });
    } catch (error) {
      await this.postpone(lease, error);
    }
  }

  private async removeAndRead(lease: Lease): Promise<Reading> {
    const system = await this.catalog.system(this.uow.reader, lease.systemId);
    const connector = this.connectors.of(system.kind);
    const target = { ...system, credential: await this.secrets.run(system.credentialReference) };
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
      await this.endGrant.closeIfNothingIsLeft(tx, grant, { summary: open(summary) });
    });
  }

  private async postpone(lease: Lease, error: unknown): Promise<void> {
    const why =
      error instanceof TargetError || error instanceof DomainError ? error.message : 'internal error';
    this.logger.warn(
      { err: error, leaseId: lease.id, attempts: lease.attempts },
      'A lease could not be ended yet.',
    );
    const pause = pauseAfter(lease.attempts, randomInt(SPREAD) / SPREAD);
    const nextAttemptAt = new Date(this.clock.now().getTime() + pause);
    try {
      await this.uow.bookkeeping('grants: the next try of a lease', (tx) =>
        this.leases.markFailed(tx, lease.id, lease.fence, { nextAttemptAt, error: why }),
      );
    } catch (unwritten) {
      // The claim runs out by itself and the lease is tried again: nothing is forgotten.
      this.logger.error({ err: unwritten, leaseId: lease.id }, 'A failed try could not be written down.');
    }
  }
}

const late = (): TargetError =>
  new TargetError('timeout', 'The target did not finish in time; it is tried again.');
