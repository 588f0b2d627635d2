import { Body, Controller, Param, Post } from '@nestjs/common';
import { known } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { Endpoint } from '../../../platform/http/endpoint';
import { IdempotencyKey } from '../../../platform/http/idempotency-key';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { RequestExtension } from './request-extension';
import { RequestViews } from '../reading/request-views';
import { RequestRepository } from '../request.repository';
import { type ExtendBody, extendBody, requestView } from '../requests.dto';

@Controller('api/v1/grants')
export class ExtensionsController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly requests: RequestRepository,
    private readonly views: RequestViews,
    private readonly requestExtension: RequestExtension,
  ) {}

  @Post(':id/extensions')
  @Endpoint({
    summary: 'Ask for more time, before a grant ends',
    description:
      'Makes a request that is decided like every other. Once approved, the end of the grant moves; nothing else changes.',
    access: 'signed-in',
    scopes: ['requests'],
    status: 201,
    response: requestView,
    refuses: [
      'grants.already_ended',
      'requests.nothing_to_extend',
      'requests.beyond_maximum',
      'requests.extension_pending',
      'requests.not_eligible',
      'requests.outside_limits',
      'requests.too_many_open',
      'requests.paused_after_denial',
      'requests.nobody_can_approve',
      'requests.idempotency_key_reused',
    ],
  })
  async extend(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) grantId: string,
    @Body(zod(extendBody)) body: ExtendBody,
    @IdempotencyKey() idempotencyKey: string | null,
  ) {
    const id = await this.requestExtension.submit(actor, principal, {
      grantId,
      justification: body.justification,
      ticket: body.ticket,
      durationSeconds: body.durationSeconds,
      idempotencyKey,
    });
    const request = known(await this.requests.find(this.uow.reader, id), 'What was just written');
    return this.views.one(principal, request);
  }
}
