import { Injectable } from '@nestjs/common';
import { known } from '../../../kernel';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { page, readCursor } from '../../../platform/http/cursor';
import type { Principal } from '../../../platform/http/principal';
import { iso, isoOrNull } from '../../../platform/http/shapes';
import { DirectoryRepository } from '../../directory';
import { GrantViews } from '../grant-views';
import { LeaseRepository } from '../lease.repository';
import type { BulkRevocation } from './bulk-revocation';
import { BulkRevocationRepository, type Progress } from './bulk-revocation.repository';
import type { BulkRevocationQuery, BulkRevocationSummary, BulkRevocationView } from './end-everything.dto';
import { HaltViews } from './halt-views';

const LEASES_SHOWN = 200;

/** Bulk revocations as clients see them: how far each is, by what the targets themselves have said. */
@Injectable()
export class BulkRevocationViews {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly bulk: BulkRevocationRepository,
    private readonly leases: LeaseRepository,
    private readonly directory: DirectoryRepository,
    private readonly halts: HaltViews,
    private readonly grants: GrantViews,
  ) {}

  async list(principal: Principal, { cursor, limit }: BulkRevocationQuery) {
    const found = await this.bulk.list(this.uow.reader, readCursor(cursor), limit + 1);
    const rows = found.map((bulk) => ({ id: bulk.id, createdAt: bulk.askedAt, bulk }));
    const { items, nextCursor } = page(rows, limit, ({ bulk }) => bulk);
    return { items: await Promise.all(items.map((bulk) => this.summary(principal, bulk))), nextCursor };
  }

  async one(principal: Principal, id: string): Promise<BulkRevocationView> {
    const from = this.uow.reader;
    const bulk = await this.bulk.find(from, id);
    // First the numbers: what they call proved has its proof by the time the log-ins are read.
    const summary = await this.summary(principal, bulk);
    const ids = await this.bulk.leaseIds(from, id, LEASES_SHOWN);
    const leases = new Map((await this.leases.byIds(from, ids)).map((lease) => [lease.id, lease]));
    return {
      ...summary,
      leases: await this.grants.ofHeldLeases(ids.map((leaseId) => known(leases.get(leaseId), 'A lease'))),
    };
  }

  private async summary(principal: Principal, bulk: BulkRevocation): Promise<BulkRevocationSummary> {
    const from = this.uow.reader;
    const progress = await this.bulk.progress(from, bulk.id);
    const { id, name } = await this.directory.person(from, bulk.askedBy);
    return {
      id: bulk.id,
      scope: { kind: bulk.scope.kind, key: bulk.scope.key, name: bulk.scope.name },
      reason: bulk.reason,
      askedBy: { id, name },
      askedAt: iso(bulk.askedAt),
      halt: bulk.haltId === null ? null : await this.halts.one(principal, bulk.haltId),
      ...standingOf(progress),
    };
  }
}

function standingOf({ grants, grantsEnded, grantsWaiting, leases, lastEndedAt }: Progress) {
  const { issuing, live, ending, unconfirmed, ended } = leases;
  const open = issuing + live + ending;
  return {
    state: grantsEnded === grants ? ('proved' as const) : ('ending' as const),
    provedAt: grantsEnded === grants ? isoOrNull(lastEndedAt) : null,
    grants: { total: grants, ended: grantsEnded, waiting: grantsWaiting },
    logIns: { total: open + unconfirmed + ended, proved: ended, ending: open, unconfirmed },
  };
}
