import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { iso } from '../../../platform/http/shapes';
import { AuditTrail } from '../../audit';
import { DirectoryRepository } from '../../directory';
import type { AccessRequest } from '../access-request';
import { standsInForIn, tellStory } from './tell-story';

/** A request, its grant and its leases have at most a few dozen events, unless a target is down for days. */
const MOST_EVENTS = 500;

/** What happened to one request, told from the audit trail itself: the story cannot say what the trail does not. */
@Injectable()
export class RequestStory {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly trail: AuditTrail,
    private readonly directory: DirectoryRepository,
  ) {}

  async of(request: AccessRequest) {
    const from = this.uow.reader;
    const events = await this.trail.about(from, { kind: 'access-request', id: request.id }, MOST_EVENTS);
    const names = new Map((await this.directory.people(from)).map(({ id, name }) => [id, name]));
    const nameOf = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? null));
    const told = tellStory(
      events.map(({ id, at, type, actor, data }) => ({
        id,
        at,
        type,
        data,
        actorName: actor.kind === 'person' ? nameOf(actor.id) : null,
        inPlaceOf: nameOf(standsInForIn(data)),
      })),
    );
    return { items: told.map((item) => ({ ...item, at: iso(item.at) })) };
  }
}
