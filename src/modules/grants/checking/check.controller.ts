import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { zod } from '../../../platform/http/zod.pipe';
import { type CheckQuery, checkQuery, checkView } from '../grants.dto';
import { UseLookup } from './use-lookup';

@Controller('api/v1/check')
export class CheckController {
  constructor(
    private readonly uses: UseLookup,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Endpoint({
    summary: 'May I use this profile now?',
    description: 'Read from the primary at this moment; nothing is cached.',
    access: 'signed-in',
    scopes: ['read'],
    response: checkView,
  })
  async check(@CurrentPrincipal() principal: Principal, @Query(zod(checkQuery)) { profile }: CheckQuery) {
    const use = await this.uses.of({
      personId: principal.personId,
      profileKey: profile,
      at: this.clock.now(),
    });
    return {
      allowed: use !== undefined,
      until: use?.until.toISOString() ?? null,
      grantId: use?.grantId ?? null,
    };
  }
}
