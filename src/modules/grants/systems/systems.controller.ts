import { Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor } from '../../../platform/http/principal';
import { key } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { CatalogRepository } from '../../catalog';
import { SystemViews } from './system-views';
import { READ_SYSTEMS } from './read-systems';
import { systemList, systemView } from './systems.dto';

@Controller('api/v1/systems')
export class SystemsController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly catalog: CatalogRepository,
    private readonly views: SystemViews,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Every system, with who guards it',
    access: 'systems.read',
    scopes: ['read'],
    response: systemList,
  })
  list() {
    return this.views.list();
  }

  @Get(':key')
  @Endpoint({ summary: 'One system', access: 'systems.read', scopes: ['read'], response: systemView })
  one(@Param('key', zod(key)) systemKey: string) {
    return this.views.one(systemKey);
  }

  @Post(':key/check')
  @Endpoint({
    summary: 'Look at the target again',
    description: 'A worker reads the target; `checkedAt` of the system moves when it has.',
    access: 'systems.check',
    status: 202,
  })
  async check(@CurrentActor() actor: Actor, @Param('key', zod(key)) systemKey: string) {
    await this.uow.run(actor, async (tx) => {
      const system = await this.catalog.systemByKey(tx, systemKey);
      await tx.enqueue(READ_SYSTEMS, { systemId: system.id }, { key: `${READ_SYSTEMS} ${system.id}` });
      tx.record({ type: 'catalog.system_check_asked', subject: { kind: 'system', id: system.id } });
    });
  }
}
