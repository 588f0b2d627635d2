import { Controller, Get } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { CatalogRepository } from '../../catalog';
import { HaltViews, LeaseRepository } from '../../grants';
import { abilitiesOf } from '../../identity';
import { attentionView } from '../requests.dto';
import { WaitingFor } from './waiting-for';

@Controller('api/v1/attention')
export class AttentionController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly waiting: WaitingFor,
    private readonly leases: LeaseRepository,
    private readonly halts: HaltViews,
    private readonly catalog: CatalogRepository,
  ) {}

  @Get()
  @Endpoint({ summary: 'What waits for me', access: 'signed-in', scopes: ['read'], response: attentionView })
  async attention(@CurrentPrincipal() principal: Principal) {
    const from = this.uow.reader;
    const seesAll = abilitiesOf(principal.jobRoles).includes('grants.read-all');
    const waiting = await this.waiting.of(from, principal.personId);
    const organisation = await this.catalog.organisation(from);
    return {
      waitingApprovals: waiting.filter(({ part }) => part === 'needed').length,
      unconfirmedLeases: seesAll ? await this.leases.countUnconfirmed(from) : 0,
      halts: await this.halts.open(principal),
      organisation: organisation?.name ?? 'Sallyport',
    };
  }
}
