import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { forbidden, known } from '../../kernel';
import type { Actor } from '../../platform/database/actor';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { page, readCursor } from '../../platform/http/cursor';
import { Endpoint } from '../../platform/http/endpoint';
import { IdempotencyKey } from '../../platform/http/idempotency-key';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../platform/http/principal';
import { uuid } from '../../platform/http/shapes';
import { zod } from '../../platform/http/zod.pipe';
import { abilitiesOf, StepUpToken } from '../identity';
import { CancelRequest } from './submitting/cancel-request';
import { DecideRequest } from './deciding/decide-request';
import { EditRequest } from './submitting/edit-request';
import { RequestAccess } from './request-access';
import { RequestHistory } from './reading/request-history';
import { RequestStory } from './reading/request-story';
import { RequestViews } from './reading/request-views';
import { RequestRepository } from './request.repository';
import {
  type DecisionBody,
  decisionBody,
  type EditBody,
  editBody,
  emptyBody,
  historyView,
  requestPage,
  type RequestQuery,
  requestQuery,
  requestView,
  storyView,
  type SubmitBody,
  submitBody,
} from './requests.dto';
import { SubmitRequest } from './submitting/submit-request';

@Controller('api/v1/requests')
export class RequestsController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly requests: RequestRepository,
    private readonly access: RequestAccess,
    private readonly views: RequestViews,
    private readonly history: RequestHistory,
    private readonly story: RequestStory,
    private readonly submitRequest: SubmitRequest,
    private readonly editRequest: EditRequest,
    private readonly cancelRequest: CancelRequest,
    private readonly decideRequest: DecideRequest,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Ask for access',
    description: 'The same `Idempotency-Key` again answers the same request.',
    access: 'signed-in',
    scopes: ['requests'],
    status: 201,
    response: requestView,
    refuses: [
      'requests.not_eligible',
      'requests.outside_limits',
      'requests.too_many_open',
      'requests.too_many_grants',
      'requests.asked_already',
      'requests.paused_after_denial',
      'requests.nobody_can_approve',
      'requests.idempotency_key_reused',
    ],
  })
  async submit(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Body(zod(submitBody)) body: SubmitBody,
    @IdempotencyKey() idempotencyKey: string | null,
  ) {
    const id = await this.submitRequest.submit(actor, principal, {
      profileKey: body.profile,
      justification: body.justification,
      ticket: body.ticket ?? null,
      durationSeconds: body.durationSeconds ?? null,
      startsAt: body.startsAt ?? null,
      idempotencyKey,
    });
    return this.view(principal, id);
  }

  @Get()
  @Endpoint({
    summary: 'Requests, newest first',
    access: 'signed-in',
    scopes: ['read'],
    response: requestPage,
  })
  async list(@CurrentPrincipal() principal: Principal, @Query(zod(requestQuery)) query: RequestQuery) {
    if (query.scope === 'all' && !abilitiesOf(principal.jobRoles).includes('requests.read-all')) {
      throw forbidden('requests.not_all', 'You may see your own requests only.');
    }
    const found = await this.requests.list(this.uow.reader, {
      requesterId: query.scope === 'mine' ? principal.personId : undefined,
      states: query.state && [query.state],
      after: readCursor(query.cursor),
      limit: query.limit + 1,
    });
    const { items, nextCursor } = page(found, query.limit, (request) => request);
    return { items: await this.views.many(principal, items), nextCursor };
  }

  @Get(':id')
  @Endpoint({ summary: 'One request', access: 'signed-in', scopes: ['read'], response: requestView })
  async one(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
  ) {
    return this.views.one(principal, await this.access.readable(actor, principal, id));
  }

  @Patch(':id')
  @Endpoint({
    summary: 'Change a waiting request',
    description: 'Makes a new version: approvals given so far count no more, and everybody is asked anew.',
    access: 'signed-in',
    scopes: ['requests'],
    response: requestView,
    refuses: [
      'requests.already_decided',
      'requests.version_changed',
      'requests.nothing_changed',
      'requests.too_many_changes',
      'requests.paused_after_denial',
    ],
  })
  async edit(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
    @Body(zod(editBody)) body: EditBody,
  ) {
    await this.editRequest.edit(actor, principal, id, body);
    return this.view(principal, id);
  }

  @Post(':id/cancel')
  @Endpoint({
    summary: 'Take a waiting request back',
    access: 'signed-in',
    scopes: ['requests'],
    response: requestView,
  })
  async cancel(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
    @Body(zod(emptyBody)) _body: object,
  ) {
    await this.cancelRequest.cancel(actor, principal, id);
    return this.view(principal, id);
  }

  @Post(':id/decisions')
  @Endpoint({
    summary: 'Approve or deny',
    access: 'signed-in',
    scopes: ['approvals'],
    response: requestView,
    stepUp: 'requests.approve` or `requests.deny',
    refuses: [
      'insufficient_user_authentication',
      'policy.self_approval',
      'policy.not_an_approver',
      'requests.version_changed',
      'requests.profile_changed',
      'requests.already_decided',
      'requests.link_of_another',
      'requests.link_of_earlier_version',
      'requests.link_used',
      'requests.too_many_refused',
    ],
  })
  async decide(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) requestId: string,
    @Body(zod(decisionBody)) body: DecisionBody,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    await this.access.readable(actor, principal, requestId);
    await this.decideRequest.decide(actor, principal, {
      requestId,
      decision: body.decision,
      version: body.version,
      digest: body.digest,
      reason: body.reason ?? null,
      linkToken: body.linkToken ?? null,
      stepUpToken,
    });
    return this.view(principal, requestId);
  }

  @Get(':id/story')
  @Endpoint({
    summary: 'What happened, step by step',
    access: 'signed-in',
    scopes: ['read'],
    response: storyView,
  })
  async storyOf(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
  ) {
    return this.story.of(await this.access.readable(actor, principal, id));
  }

  @Get(':id/requester-history')
  @Endpoint({
    summary: 'What its requester asked for before',
    access: 'signed-in',
    scopes: ['read'],
    response: historyView,
  })
  async historyOf(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
  ) {
    return this.history.of(await this.access.readable(actor, principal, id));
  }

  private async view(principal: Principal, id: string) {
    return this.views.one(
      principal,
      known(await this.requests.find(this.uow.reader, id), 'What was just written'),
    );
  }
}
