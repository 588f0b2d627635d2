import { Inject, Injectable } from '@nestjs/common';
import { type Clock, SECOND } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { type Actor, systemActor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { changePolicy } from '../../catalog';
import { EndGrant } from '../ending/end-grant';
import { GrantRepository } from '../grant.repository';
import { SetAside } from '../deadlines/set-aside';
import type { BulkRevocation } from './bulk-revocation';
import { BulkRevocationRepository, type ListedGrants } from './bulk-revocation.repository';

/** Few enough that the first log-ins are being removed while the last grants are still being ended. */
const BATCH = 100;
/** What somebody else holds is looked at again after this long: mostly another worker, who is just ending it. */
const HELD = SECOND;
const WORKER = systemActor('grants.bulk_revocation');

/**
 * Ends what is listed to end, a batch in a transaction: grants in the order of their ids, then their leases, as everybody
 * locks them (ADR 0002). What somebody else holds at this moment is left to the next batch; what cannot be ended is tried
 * alone and set aside. Safe to run again, and in several processes at once.
 */
@Injectable()
export class EndListedGrants {
  private readonly setAside = new SetAside();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly bulk: BulkRevocationRepository,
    private readonly grants: GrantRepository,
    private readonly endGrant: EndGrant,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The first batch of one act, in the name of whoever asked for it. */
  async begin(actor: Actor, bulkId: string): Promise<void> {
    const next = await this.bulk.nextLeft(this.uow.reader, BATCH, [], bulkId);
    if (next) await this.endAll(actor, next);
  }

  /** One batch of whatever is left: how many grants were settled by it, and whether more wait. */
  async run(): Promise<{ readonly settled: number; readonly more: boolean }> {
    const setAside = this.setAside.at(this.clock.now());
    const next = await this.bulk.nextLeft(this.uow.reader, BATCH, setAside);
    if (!next) return { settled: 0, more: (await this.listMore()) || setAside.length > 0 };
    return { settled: await this.endAll(WORKER, next), more: true };
  }

  private async endAll(actor: Actor, next: ListedGrants): Promise<number> {
    const bulk = await this.bulk.find(this.uow.reader, next.bulkId);
    return this.end(actor, bulk, next.grantIds).catch((error: unknown) =>
      this.oneByOne(actor, bulk, next.grantIds, error),
    );
  }

  private async end(actor: Actor, bulk: BulkRevocation, grantIds: readonly string[]): Promise<number> {
    const ended = await this.uow.run(actor, async (tx) => {
      const grants = await this.grants.lockFree(tx, grantIds);
      if (grants.length === 0) return [];
      await this.endGrant.endAll(tx, grants, { reason: 'revoked', by: bulk.askedBy, note: bulk.reason });
      const ids = grants.map(({ id }) => id);
      await this.bulk.markAsked(tx, bulk.id, ids);
      tx.record({
        type: 'grants.bulk_revocation_batch',
        subject: { kind: 'bulk-revocation', id: bulk.id },
        data: { grants: open(ids.length) },
      });
      return ids;
    });
    // Whoever holds one holds up neither the rest of this act nor another one.
    for (const id of grantIds) if (!ended.includes(id)) this.setAside.add(id, this.clock.now(), HELD);
    return ended.length;
  }

  /** Some grant stands in the way of all others of its batch: each has its own transaction, and that one is set aside. */
  private async oneByOne(
    actor: Actor,
    bulk: BulkRevocation,
    grantIds: readonly string[],
    cause: unknown,
  ): Promise<number> {
    this.logger.warn(
      { err: cause, bulkRevocationId: bulk.id },
      'A batch of grants could not be ended; they are tried one by one.',
    );
    let settled = 0;
    for (const id of grantIds) {
      try {
        settled += await this.end(actor, bulk, [id]);
      } catch (error) {
        this.setAside.add(id, this.clock.now());
        this.logger.error(
          { err: error, grantId: id, bulkRevocationId: bulk.id },
          'A grant could not be ended.',
        );
      }
    }
    return settled;
  }

  /** Where more was open than is listed at once. Answers whether there was such a list to go on with. */
  private async listMore(): Promise<boolean> {
    if (!(await this.bulk.hasUnlisted(this.uow.reader))) return false;
    return this.uow.run(WORKER, async (tx) => {
      await changePolicy(tx);
      const bulk = await this.bulk.lockUnlisted(tx);
      if (!bulk) return false;
      const listed = await this.bulk.listGrants(tx, bulk.id, bulk.scope);
      tx.record({
        type: 'grants.bulk_revocation_listed',
        subject: { kind: 'bulk-revocation', id: bulk.id },
        data: { listed: open(listed) },
      });
      return true;
    });
  }
}
