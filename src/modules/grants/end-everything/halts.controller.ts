import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../../platform/database/actor';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { StepUpToken } from '../../identity';
import { haltList, haltView, type LiftBody, liftBody } from './end-everything.dto';
import { HaltViews } from './halt-views';
import { LiftHalt } from './lift-halt';

@Controller('api/v1/halts')
export class HaltsController {
  constructor(
    private readonly views: HaltViews,
    private readonly liftHalt: LiftHalt,
  ) {}

  @Get()
  @Endpoint({ summary: 'Halts in force', access: 'grants.read-all', scopes: ['read'], response: haltList })
  async list(@CurrentPrincipal() principal: Principal) {
    return { items: await this.views.open(principal) };
  }

  @Post(':id/lift')
  @Endpoint({
    summary: 'Lift a halt',
    access: 'grants.end-any',
    scopes: ['grants'],
    response: haltView,
    stepUp: 'grants.lift-halt',
    refuses: [
      'insufficient_user_authentication',
      'grants.unknown_halt',
      'grants.halt_lifted',
      'grants.own_halt',
    ],
  })
  async lift(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
    @Body(zod(liftBody)) body: LiftBody,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    await this.liftHalt.run(actor, principal, id, body, stepUpToken);
    return this.views.one(principal, id);
  }
}
