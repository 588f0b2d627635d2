import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { CatalogRepository, type Finding, type GuardState, type System } from '../../catalog';
import { ConnectorRegistry } from '../../connectors';
import { ResolveSecret } from '../../keys';
import { READ_SYSTEMS } from './read-systems';

const payloadSchema = z.looseObject({ systemId: z.uuid().optional() });

/** Looks at each target, who guards it and what is missing, and keeps what was seen: request handlers read only that. */
@WorkerJob()
@Injectable()
export class ReadSystemsJob implements Job {
  readonly name = READ_SYSTEMS;
  readonly schedule = '* * * * *';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly catalog: CatalogRepository,
    private readonly connectors: ConnectorRegistry,
    private readonly secrets: ResolveSecret,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(payload: unknown): Promise<void> {
    const { systemId } = payloadSchema.parse(payload ?? {});
    const systems = (await this.catalog.systems(this.uow.reader)).filter(({ retired }) => !retired);
    const wanted = systems.filter(({ id }) => systemId === undefined || id === systemId);
    await Promise.all(wanted.map((system) => this.look(system)));
  }

  private async look(system: System): Promise<void> {
    const { guard, findings } = await this.read(system);
    await this.uow.bookkeeping('grants: what was seen at a target', (tx) =>
      this.catalog.saveReading(tx, { systemId: system.id, guard, findings, readAt: this.clock.now() }),
    );
  }

  /** A target that cannot be looked at is a finding, not a reason to keep the last good picture. */
  private async read(system: System): Promise<{ guard: GuardState | null; findings: Finding[] }> {
    try {
      const target = { ...system, credential: await this.secrets.run(system.credentialReference) };
      const connector = this.connectors.of(system.kind);
      const granted = await this.catalog.entitlementsOf(this.uow.reader, system.id);
      const { lastSeenAt, ...guard } = await connector.guard(target);
      return {
        guard: { ...guard, lastSeenAt: lastSeenAt?.toISOString() ?? null },
        findings: await connector.preflight(
          target,
          granted.filter(({ retired }) => !retired).map(({ settings }) => settings),
        ),
      };
    } catch (error) {
      const summary = `The target could not be read: ${(error as Error).message}`;
      const advice = 'Check that it runs and that the broker’s credential is right.';
      return { guard: null, findings: [{ id: 'reachable', ok: false, summary, advice }] };
    }
  }
}
