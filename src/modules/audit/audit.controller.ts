import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { notFound } from '../../kernel';
import type { Actor } from '../../platform/database/actor';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { readCursor, writeCursor } from '../../platform/http/cursor';
import { Endpoint } from '../../platform/http/endpoint';
import { CurrentActor } from '../../platform/http/principal';
import { iso, uuid } from '../../platform/http/shapes';
import { zod } from '../../platform/http/zod.pipe';
import { AuditTree } from './sealing/audit-tree';
import { AuditTrail } from './reading/audit-trail';
import { AuditViews, viewStatus } from './reading/audit-views';
import { checkpointView, eventDetail, eventPage, eventQuery, statusView, type EventQuery } from './audit.dto';
import type { EventFilter } from './reading/event-search';
import { ExportTrail } from './exporting/export-trail';
import { SearchTrail } from './reading/search-trail';

const MILLISECOND = 1;

@Controller('api/v1/audit')
export class AuditController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly trail: AuditTrail,
    private readonly search: SearchTrail,
    private readonly tree: AuditTree,
    private readonly views: AuditViews,
    private readonly exportTrail: ExportTrail,
  ) {}

  @Get('events')
  @Endpoint({
    summary: 'Audit events, newest first',
    access: 'audit.read',
    scopes: ['audit'],
    response: eventPage,
    refuses: ['audit.search_too_wide'],
  })
  async list(@Query(zod(eventQuery)) query: EventQuery) {
    const found = await this.search.run(filterOf(query), query.limit + 1);
    const shown = found.slice(0, query.limit);
    const last = shown.at(-1);
    const nextCursor = found.length > query.limit && last ? writeCursor(last) : null;
    return { items: await this.views.list(this.uow.reader, shown), nextCursor };
  }

  @Get('events/:id')
  @Endpoint({
    summary: 'One audit event, its exact bytes and the proof that they are in the tree',
    access: 'audit.read',
    scopes: ['audit'],
    response: eventDetail,
  })
  async one(@Param('id', zod(uuid)) id: string) {
    const found = await this.trail.one(this.uow.reader, id);
    if (!found) throw notFound('audit.unknown_event', 'There is no such event in the audit trail.');
    return this.views.detail(this.uow.reader, found);
  }

  @Get('checkpoint')
  @Endpoint({
    summary: 'The newest signed checkpoint',
    description: 'A C2SP tlog-checkpoint. Keep it: every later trail must extend it.',
    access: 'signed-in',
    scopes: ['audit'],
    response: checkpointView,
    refuses: ['audit.no_checkpoint'],
  })
  async checkpoint() {
    const { size, root, signedAt, note, verifierKey: key } = await this.tree.checkpoint(this.uow.reader);
    return { size, rootHash: root.toString('hex'), signedAt: iso(signedAt), note, key };
  }

  @Get('status')
  @Endpoint({
    summary: 'Whether the audit trail holds',
    access: 'signed-in',
    scopes: ['audit'],
    response: statusView,
  })
  async status() {
    return viewStatus(await this.tree.status(this.uow.reader));
  }

  @Get('export')
  @Endpoint({
    summary: 'The whole audit trail, verifiable offline',
    description: 'One JSON value a line, as docs/auditors.md describes. The export is recorded.',
    access: 'audit.export',
    scopes: ['audit'],
    produces: 'application/x-ndjson',
  })
  async export(@CurrentActor() actor: Actor) {
    return new StreamableFile(await this.exportTrail.run(actor), {
      type: 'application/x-ndjson',
      disposition: 'attachment; filename="sallyport-audit.ndjson"',
    });
  }
}

function filterOf({ type, actor, subject, severity, q, from, to, cursor }: EventQuery): EventFilter {
  return {
    type,
    actor: actor?.match(/^[0-9a-f]{8}-/i) ? `person:${actor}` : actor,
    entity: subject,
    severity,
    text: q,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(new Date(to).getTime() + MILLISECOND),
    after: readCursor(cursor),
  };
}
