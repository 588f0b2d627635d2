import { Injectable } from '@nestjs/common';
import { known } from '../../../kernel';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { iso, isoOrNull } from '../../../platform/http/shapes';
import { CatalogRepository } from '../../catalog';
import type { AccessRequest } from '../access-request';
import { RequestRepository } from '../request.repository';

const RECENT = 5;

/** What an approver may want to know of the person who asks: how often, how it went, what was last. */
@Injectable()
export class RequestHistory {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly requests: RequestRepository,
    private readonly catalog: CatalogRepository,
  ) {}

  async of(request: AccessRequest) {
    const from = this.uow.reader;
    const counts = await this.requests.countsOf(from, request.requesterId, request.id);
    const before = await this.requests.list(from, { requesterId: request.requesterId, limit: RECENT + 1 });
    const profiles = new Map((await this.catalog.profiles(from)).map(({ id, name }) => [id, name]));
    return {
      ...counts,
      lastUsedAt: isoOrNull(counts.lastUsedAt),
      recent: before
        .filter(({ id }) => id !== request.id)
        .slice(0, RECENT)
        .map(({ id, profileId, state, createdAt, durationSeconds }) => ({
          id,
          profile: known(profiles.get(profileId), 'A name'),
          state,
          createdAt: iso(createdAt),
          durationSeconds,
        })),
    };
  }
}
