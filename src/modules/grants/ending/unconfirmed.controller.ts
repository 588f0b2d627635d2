import { Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor } from '../../../platform/http/principal';
import { uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { GrantViews } from '../grant-views';
import { unconfirmedList } from '../grants.dto';
import { LeaseRepository } from '../lease.repository';
import { TryAgain } from './try-again';

@Controller('api/v1/unconfirmed-leases')
export class UnconfirmedController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly leases: LeaseRepository,
    private readonly views: GrantViews,
    private readonly tryAgain: TryAgain,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Revocations that no target has proved yet, oldest first',
    access: 'grants.read-all',
    scopes: ['read'],
    response: unconfirmedList,
  })
  async list() {
    return { items: await this.views.ofHeldLeases(await this.leases.unconfirmed(this.uow.reader)) };
  }

  @Post(':id/try')
  @Endpoint({
    summary: 'Try now to end it',
    description: 'A worker tries at once; `attempts` and `lastError` of the log-in say what came of it.',
    access: 'grants.end-any',
    scopes: ['grants'],
    status: 202,
    refuses: ['grants.unknown_lease', 'grants.already_proved', 'grants.not_ending'],
  })
  async attempt(@CurrentActor() actor: Actor, @Param('id', zod(uuid)) id: string) {
    await this.tryAgain.run(actor, id);
  }
}
