import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { gauge, histogram } from '../../platform/telemetry/metrics';
import { LeaseRepository } from './lease.repository';

const leases = gauge('sallyport_leases', 'Leases that are not proved ended, by state', ['state']);
const unconfirmed = gauge('sallyport_unconfirmed_leases', 'Unconfirmed leases, by system', ['system']);
const oldest = gauge(
  'sallyport_unconfirmed_oldest_seconds',
  'Since when the oldest unconfirmed lease has to be gone; 0 when there is none',
);
const toProof = histogram(
  'sallyport_lease_end_to_proof_seconds',
  'From the moment a lease has to end to the proof read at the target',
  [0.05, 0.1, 0.25, 0.5, 1, 5, 30, 60, 600],
);

const STATES = ['issuing', 'live', 'ending', 'unconfirmed'] as const;

/** Numbers for the alarm: `sallyport_leases{state="unconfirmed"}` above zero is somebody's business. */
@Injectable()
export class LeaseMetrics {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: LeaseRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  proved(askedAt: Date | null, provedAt: Date): void {
    if (askedAt) toProof.observe((provedAt.getTime() - askedAt.getTime()) / 1_000);
  }

  async refresh(): Promise<void> {
    const counts = await this.repository.countBySystem(this.uow.reader);
    for (const state of STATES) {
      const count = counts.filter((row) => row.state === state).reduce((sum, row) => sum + row.count, 0);
      leases.set({ state }, count);
    }
    await this.refreshUnconfirmed(counts.some(({ state }) => state === 'unconfirmed'));
  }

  private async refreshUnconfirmed(any: boolean): Promise<void> {
    const systems = any ? await this.repository.unconfirmedBySystem(this.uow.reader) : [];
    const now = this.clock.now().getTime();
    const ages = systems.map(({ since }) => (now - since.getTime()) / 1_000);
    oldest.set(Math.max(0, ...ages));
    // A system whose last one is proved is told of no more.
    unconfirmed.reset();
    for (const { system, count } of systems) unconfirmed.set({ system }, count);
  }
}
