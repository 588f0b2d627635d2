import { randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, DomainError } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work';
import { LOGGER, type Logger } from '../../platform/telemetry/logger.provider';
import { CatalogRepository } from '../catalog';
import { type Connector, ConnectorRegistry, TargetError, type TargetSystem } from '../connectors';
import { ResolveSecret } from '../keys';
import { CLAIM_LASTS, pauseAfter } from './domain/retry';
import type { Lease } from './grant';
import { LeaseRepository } from './lease.repository';

const SPREAD = 1_000;
/** One try: well before its claim runs out, so that its outcome is still ours to write. */
export const TRY_LASTS = (CLAIM_LASTS * 2) / 3;

export interface SystemInArrears {
  readonly id: string;
  readonly kind: string;
}

/** What work at targets is made of. */
@Injectable()
export class LeaseWorkTools {
  constructor(
    readonly uow: UnitOfWork,
    readonly leases: LeaseRepository,
    readonly catalog: CatalogRepository,
    readonly connectors: ConnectorRegistry,
    readonly secrets: ResolveSecret,
    @Inject(CLOCK) readonly clock: Clock,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}
}

/**
 * Work on leases at their targets that is claimed with an expiry and a fence and tried again until it is done (I7, I13).
 * Whoever extends it says which work, and how one lease of it is done.
 */
export abstract class LeaseWork {
  /** What this process has in hand now, with its system. */
  private readonly inHand = new Map<Promise<void>, string>();
  /** Systems at which it does as many as their connector takes at once. */
  private full: readonly string[] = [];
  private taking: Promise<number> | undefined;
  private again = false;
  private stopped = false;

  constructor(protected readonly tools: LeaseWorkTools) {}

  protected abstract systemsInArrears(now: Date): Promise<SystemInArrears[]>;
  protected abstract claim(tx: Tx, systemId: string, until: Date, limit: number): Promise<Lease[]>;
  protected abstract work(lease: Lease): Promise<void>;

  /**
   * Takes on what is due and answers as soon as it is taken on, so that a target that hangs delays nobody else's
   * deadline. Several processes may do so at once. Answers how many it took on.
   */
  takeOn(): Promise<number> {
    this.again = true;
    this.taking ??= this.takeAll();
    return this.taking;
  }

  /** Where more is due than can be done at once: nothing there needs a look before something there is done. */
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
    const systems = await this.systemsInArrears(this.tools.clock.now());
    for (const system of systems) {
      const claimed = await this.claimAt(system);
      claimed.forEach((lease) => this.begin(lease));
      taken += claimed.length;
    }
    this.full = systems.filter((system) => this.roomAt(system) === 0).map(({ id }) => id);
    return taken;
  }

  private async claimAt(system: SystemInArrears): Promise<Lease[]> {
    const room = this.roomAt(system);
    if (room === 0) return [];
    return this.tools.uow.bookkeeping('grants: a worker claims leases', (tx) =>
      this.claim(tx, system.id, new Date(tx.now.getTime() + CLAIM_LASTS), room),
    );
  }

  private roomAt({ id, kind }: SystemInArrears): number {
    const { connectors } = this.tools;
    const taken = [...this.inHand.values()].filter((other) => other === id).length;
    // A kind that nobody serves any more is tried all the same: its leases become unconfirmed, and somebody is called.
    const atOnce = connectors.kinds.includes(kind) ? connectors.of(kind).endsAtOnce : 1;
    return Math.max(0, atOnce - taken);
  }

  private begin(lease: Lease): void {
    const work = this.try(lease).finally(() => {
      this.inHand.delete(work);
      this.takeOn().catch((error: unknown) =>
        this.tools.logger.error({ err: error }, 'Leases could not be claimed.'),
      );
    });
    this.inHand.set(work, lease.systemId);
  }

  private async try(lease: Lease): Promise<void> {
    try {
      await this.work(lease);
    } catch (error) {
      await this.postpone(lease, error);
    }
  }

  protected async reach({ systemId }: Lease): Promise<{ connector: Connector; target: TargetSystem }> {
    const system = await this.tools.catalog.system(this.tools.uow.reader, systemId);
    const connector = this.tools.connectors.of(system.kind);
    const credential = await this.tools.secrets.run(system.credentialReference);
    return { connector, target: { ...system, credential } };
  }

  private async postpone(lease: Lease, error: unknown): Promise<void> {
    const { uow, leases, clock, logger } = this.tools;
    const why =
      error instanceof TargetError || error instanceof DomainError ? error.message : 'internal error';
    logger.warn(
      { err: error, leaseId: lease.id, state: lease.state, attempts: lease.attempts },
      'What a lease needs at its target could not be done yet.',
    );
    const pause = pauseAfter(lease.attempts, randomInt(SPREAD) / SPREAD);
    const nextAttemptAt = new Date(clock.now().getTime() + pause);
    try {
      await uow.bookkeeping('grants: the next try of a lease', (tx) =>
        leases.markFailed(tx, lease.id, lease.fence, { nextAttemptAt, error: why }),
      );
    } catch (unwritten) {
      // The claim runs out by itself and the lease is tried again: nothing is forgotten.
      logger.error({ err: unwritten, leaseId: lease.id }, 'A failed try could not be written down.');
    }
  }
}

export const tooLate = (): TargetError =>
  new TargetError('timeout', 'The target did not finish in time; it is tried again.');
