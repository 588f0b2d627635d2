import { Controller, Get } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Endpoint } from '../../platform/http/endpoint';
import { GrantViews } from './grant-views';
import { unconfirmedList } from './grants.dto';
import { LeaseRepository } from './lease.repository';

@Controller('api/v1/unconfirmed-leases')
export class UnconfirmedController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly leases: LeaseRepository,
    private readonly views: GrantViews,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Revocations that no target has proved yet, oldest first',
    access: 'grants.read-all',
    scopes: ['read'],
    response: unconfirmedList,
  })
  async list() {
    return { items: await this.views.ofLeases(await this.leases.unconfirmed(this.uow.reader)) };
  }
}
