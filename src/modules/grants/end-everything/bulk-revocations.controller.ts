import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { invalid } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { StepUpToken } from '../../identity';
import { BulkRevocationViews } from './bulk-revocation-views';
import { EndEverything } from './end-everything';
import {
  bulkRevocationPage,
  type BulkRevocationQuery,
  bulkRevocationQuery,
  bulkRevocationView,
  type EndEverythingBody,
  endEverythingBody,
  type PreviewQuery,
  previewQuery,
  previewView,
  type ScopeInput,
  scopeInput,
  targetList,
} from './end-everything.dto';
import { ListTargets } from './list-targets';
import { PreviewScope } from './preview-scope';

@Controller('api/v1/bulk-revocations')
export class BulkRevocationsController {
  constructor(
    private readonly preview: PreviewScope,
    private readonly targets: ListTargets,
    private readonly endEverything: EndEverything,
    private readonly views: BulkRevocationViews,
  ) {}

  @Get('preview')
  @Endpoint({
    summary: 'What would end: all of a person, a profile, a system, or everything',
    description: 'Its `digest` (or `haltDigest`, with a halt) is what the second factor has to cover.',
    access: 'grants.end-any',
    scopes: ['read'],
    response: previewView,
    refuses: ['directory.unknown_person', 'catalog.unknown_profile', 'catalog.unknown_system'],
  })
  one(@CurrentPrincipal() principal: Principal, @Query(zod(previewQuery)) query: PreviewQuery) {
    return this.preview.of(principal, scopeIn(query));
  }

  @Get('targets')
  @Endpoint({
    summary: 'People, profiles and systems of which something can be ended',
    access: 'grants.end-any',
    scopes: ['read'],
    response: targetList,
  })
  async choices() {
    return { items: await this.targets.run() };
  }

  @Post()
  @Endpoint({
    summary: 'End everything in a scope now',
    description:
      'From its answer on nobody is allowed anything by these grants; removing and proving at the targets follows, and ' +
      'is told by the answer’s `id`. Asking for everything (`all`) also halts everything.',
    access: 'grants.end-any',
    scopes: ['grants'],
    status: 201,
    response: bulkRevocationView,
    stepUp: 'grants.end-everything',
    refuses: [
      'insufficient_user_authentication',
      'grants.changed',
      'grants.preview_too_old',
      'grants.halt_needed',
    ],
  })
  async end(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Body(zod(endEverythingBody)) body: EndEverythingBody,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    const id = await this.endEverything.run(actor, principal, body, stepUpToken);
    return this.views.one(principal, id);
  }

  @Get()
  @Endpoint({
    summary: 'What was ended at once, newest first',
    access: 'grants.read-all',
    scopes: ['read'],
    response: bulkRevocationPage,
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query(zod(bulkRevocationQuery)) query: BulkRevocationQuery,
  ) {
    return this.views.list(principal, query);
  }

  @Get(':id')
  @Endpoint({
    summary: 'How far one is: proved ended, ending, unconfirmed, each log-in with its proof',
    access: 'grants.read-all',
    scopes: ['read'],
    response: bulkRevocationView,
    refuses: ['grants.unknown_bulk_revocation'],
  })
  progress(@CurrentPrincipal() principal: Principal, @Param('id', zod(uuid)) id: string) {
    return this.views.one(principal, id);
  }
}

/** An address cannot say "a key exactly where there is something to name", so it is said here. */
function scopeIn(query: PreviewQuery): ScopeInput {
  const parsed = scopeInput.safeParse(query);
  if (parsed.success) return parsed.data;
  throw invalid(
    'grants.bad_scope',
    query.kind === 'all'
      ? 'Everything has no key. Leave it out.'
      : `Say which ${query.kind} is meant, by its key.`,
  );
}
