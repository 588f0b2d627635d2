import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { gauge, histogram } from '../../platform/telemetry/metrics';
import { LeaseRepository } from './lease.repository';

const leases = gauge('sallyport_leases', 'Leases that are not proved ended, by state', ['state']);
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
  }
}
