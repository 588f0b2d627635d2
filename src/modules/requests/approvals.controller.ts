import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { type Clock, known } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import type { Actor } from '../../platform/database/actor';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { page, readCursor } from '../../platform/http/cursor';
import { Endpoint } from '../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../platform/http/principal';
import { uuid } from '../../platform/http/shapes';
import { zod } from '../../platform/http/zod.pipe';
import { ApprovalLinks } from './routing/approval-links';
import { RequestAccess } from './request-access';
import { RequestViews } from './reading/request-views';
import { RequestRepository } from './request.repository';
import {
  type ApprovalQuery,
  approvalQuery,
  linkList,
  linkToken,
  linkView,
  requestPage,
} from './requests.dto';
import { WaitingFor } from './reading/waiting-for';

@Controller('api/v1')
export class ApprovalsController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly requests: RequestRepository,
    private readonly waiting: WaitingFor,
    private readonly views: RequestViews,
    private readonly access: RequestAccess,
    private readonly links: ApprovalLinks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('approvals')
  @Endpoint({
    summary: 'Requests that I was asked to decide',
    access: 'signed-in',
    scopes: ['read'],
    response: requestPage,
  })
  async inbox(@CurrentPrincipal() principal: Principal, @Query(zod(approvalQuery)) query: ApprovalQuery) {
    const from = this.uow.reader;
    const waiting = (await this.waiting.of(from, principal.personId)).map(({ request: { id } }) => id);
    const found = await this.requests.list(from, {
      askedOf: principal.personId,
      ...(query.state === 'decided' ? { except: waiting } : { among: waiting }),
      after: readCursor(query.cursor),
      limit: query.limit + 1,
    });
    const { items, nextCursor } = page(found, query.limit, (request) => request);
    return { items: await this.views.many(principal, items), nextCursor };
  }

  @Get('approval-links/:token')
  @Endpoint({
    summary: 'The request that an approval link locates',
    description: 'Shows it to whom it was made for. Following a link decides nothing.',
    access: 'signed-in',
    response: linkView,
  })
  async follow(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('token', zod(linkToken)) token: string,
  ) {
    const { ask, request } = await this.access.byLink(actor, principal, token);
    const isCurrent = ask.requestVersion === request.version && request.state === 'pending';
    return {
      request: await this.views.one(principal, request),
      isUsable: isCurrent && ask.linkUsedAt === null && this.clock.now() < ask.linkExpiresAt,
    };
  }

  @Get('requests/:id/approval-links')
  @Endpoint({
    summary: 'The links of my own waiting request, to hand to its approvers',
    description: 'Each works for its approver only, signed in and with a second factor.',
    access: 'signed-in',
    scopes: ['requests'],
    response: linkList,
  })
  async linksOf(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
  ) {
    await this.access.assertOwn(actor, principal, id);
    return {
      items: await this.links.of(
        known(await this.requests.find(this.uow.reader, id), 'What was just written'),
      ),
    };
  }
}
