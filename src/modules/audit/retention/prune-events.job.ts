import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../../platform/clock.provider';
import { systemActor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import { UnitOfWork, type Tx } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { firstMonthKept, PRUNE_ANNOUNCED, pruneId } from '../domain/retention';
import { TreeStore } from '../sealing/tree-store';

const ACTOR = systemActor('audit.retention');

/**
 * Removes what is older than nine months, a month at a time. One run announces, a later one removes: see migration 0002.
 * Leaf hashes and tree nodes stay, so that every proof that was ever handed out still holds.
 */
@WorkerJob()
@Injectable()
export class PruneEventsJob implements Job {
  readonly name = 'audit.prune_events';
  readonly schedule = '23 * * * *';

  constructor(
    private readonly uow: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    await this.dropAnnounced();
    await this.announce(firstMonthKept(this.clock.now()));
  }

  private async dropAnnounced(): Promise<void> {
    await this.uow.run(ACTOR, async (tx) => {
      const dropped = await tx.query<{ month: string }>('SELECT audit_drop_old_months() AS month');
      if (dropped.length === 0) return;
      tx.record({
        type: 'audit.pruned',
        subject: { kind: 'audit-trail', id: 'audit-trail' },
        severity: 'notice',
        data: { months: open(dropped.map(({ month }) => month.slice(-7).replace('_', '-'))) },
      });
    });
  }

  private async announce(before: Date): Promise<void> {
    const day = before.toISOString().slice(0, 10);
    await this.uow.run(ACTOR, async (tx) => {
      if (await this.isAnnounced(tx, day)) return;
      const firstKept = await announcePrune(tx, day);
      if (firstKept === undefined) return;
      tx.record({
        type: PRUNE_ANNOUNCED,
        subject: { kind: 'audit-prune', id: pruneId(firstKept) },
        severity: 'notice',
        data: {
          before: open(day),
          firstKept: open(firstKept),
          root: open((await new TreeStore(tx).root(firstKept)).toString('hex')),
        },
      });
    });
  }

  private async isAnnounced(tx: Tx, day: string): Promise<boolean> {
    return (await tx.first('SELECT FROM audit_prune WHERE months_before >= $1', [day])) !== undefined;
  }
}

/** The first index that stays, or undefined while there is nothing old enough, or something of it is not signed yet. */
async function announcePrune(tx: Tx, before: string): Promise<number | undefined> {
  const row = await tx.first<{ boundary: string | null }>('SELECT audit_announce_prune($1) AS boundary', [
    before,
  ]);
  return row && row.boundary !== null ? Number(row.boundary) : undefined;
}
