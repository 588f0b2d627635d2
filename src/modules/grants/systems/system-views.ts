import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { isoOrNull } from '../../../platform/http/shapes';
import { CatalogRepository, type System, type SystemReading } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import type { LeaseState } from '../domain/lease-lifecycle';
import { GrantViews } from '../grant-views';
import { LeaseRepository } from '../lease.repository';
import type { SystemSummary, SystemView } from './systems.dto';

const SHOWN = 100;
const PROOFS_SHOWN = 10;

/** Targets as clients see them, with what the last look at each found. */
@Injectable()
export class SystemViews {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    private readonly leases: LeaseRepository,
    private readonly grantViews: GrantViews,
  ) {}

  async list(): Promise<{ items: SystemSummary[] }> {
    const from = this.uow.reader;
    const systems = (await this.catalog.systems(from)).filter(({ retired }) => !retired);
    const readings = new Map(
      (await this.catalog.readings(from)).map((reading) => [reading.systemId, reading]),
    );
    const counts = await this.leases.countBySystem(from);
    return { items: systems.map((system) => summaryOf(system, readings.get(system.id), counts)) };
  }

  async one(key: string): Promise<SystemView> {
    const from = this.uow.reader;
    const system = await this.catalog.systemByKey(from, key);
    const reading = (await this.catalog.readings(from)).find(({ systemId }) => systemId === system.id);
    const counts = await this.leases.countBySystem(from);
    const people = await this.directory.people(from);
    const entitlements = await this.catalog.entitlementsOf(from, system.id);
    const leases = async (states: LeaseState[], limit = SHOWN) =>
      this.grantViews.ofLeases(await this.leases.ofSystem(from, system.id, states, limit));
    return {
      ...summaryOf(system, reading, counts),
      owners: people.filter(({ id }) => system.ownerIds.includes(id)).map(({ id, name }) => ({ id, name })),
      entitlements: entitlements
        .filter(({ retired }) => !retired)
        .map((one) => ({ id: one.id, key: one.key, name: one.name, description: one.description })),
      findings: [...(reading?.findings ?? [])],
      leases: {
        live: await leases(['issuing', 'live']),
        ending: await leases(['ending']),
        unconfirmed: await leases(['unconfirmed']),
      },
      recentProofs: await leases(['ended'], PROOFS_SHOWN),
    };
  }
}

function summaryOf(
  system: System,
  reading: SystemReading | undefined,
  counts: readonly { systemId: string; state: LeaseState; count: number }[],
): SystemSummary {
  const count = (...states: LeaseState[]): number =>
    counts
      .filter((row) => row.systemId === system.id && states.includes(row.state))
      .reduce((sum, row) => sum + row.count, 0);
  return {
    id: system.id,
    key: system.key,
    name: system.name,
    kind: system.kind,
    environment: system.environment,
    guard: reading?.guard ?? null,
    checkedAt: isoOrNull(reading?.readAt),
    failedChecks: reading?.findings.filter(({ ok }) => !ok).length ?? 0,
    liveLeases: count('issuing', 'live'),
    unconfirmedLeases: count('unconfirmed'),
  };
}
