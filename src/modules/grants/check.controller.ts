import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Clock } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Endpoint } from '../../platform/http/endpoint';
import { CurrentPrincipal, type Principal } from '../../platform/http/principal';
import { zod } from '../../platform/http/zod.pipe';
import { GrantRepository } from './grant.repository';
import { type CheckQuery, checkQuery, checkView } from './grants.dto';

@Controller('api/v1/check')
export class CheckController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly grants: GrantRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Endpoint({
    summary: 'May I use this profile now?',
    description: 'Read from the primary at this moment; nothing is cached.',
    access: 'signed-in',
    response: checkView,
  })
  async check(@CurrentPrincipal() principal: Principal, @Query(zod(checkQuery)) { profile }: CheckQuery) {
    const use = await this.grants.inUse(this.uow.reader, principal.personId, profile, this.clock.now());
    return {
      allowed: use !== undefined,
      until: use?.until.toISOString() ?? null,
      grantId: use?.grantId ?? null,
    };
  }
}
