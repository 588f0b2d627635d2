import { Body, Controller, Get, Put } from '@nestjs/common';
import type { Actor } from '../../platform/database/actor';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Endpoint } from '../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../platform/http/principal';
import { iso, isoOrNull } from '../../platform/http/shapes';
import { zod } from '../../platform/http/zod.pipe';
import { DirectoryRepository } from '../directory';
import { ChangePreference } from './change-preference';
import { DeliveryRepository } from './delivery/delivery.repository';
import { PreferenceRepository } from './preference.repository';
import { type PreferenceBody, preferenceBody, preferenceView, undeliveredList } from './preferences.dto';
import { Notify } from './telling/notify';

const MOST_SHOWN = 200;

/** What people are told, and what did not reach them. */
@Controller('api/v1/notifications')
export class NotificationsController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly preferences: PreferenceRepository,
    private readonly changePreference: ChangePreference,
    private readonly deliveries: DeliveryRepository,
    private readonly directory: DirectoryRepository,
    private readonly notify: Notify,
  ) {}

  @Get('preference')
  @Endpoint({ summary: 'What I am told, and where', access: 'signed-in', response: preferenceView })
  async mine(@CurrentPrincipal() { personId }: Principal) {
    const from = this.uow.reader;
    const { email } = await this.directory.person(from, personId);
    const reachable = await this.notify.reachable(from, personId);
    return { ...(await this.preferences.of(from, personId)), reachable, email };
  }

  @Put('preference')
  @Endpoint({
    summary: 'Choose what I am told, and where',
    description: 'Asks for a decision and security notices cannot be switched off.',
    access: 'signed-in',
    response: preferenceView,
  })
  async choose(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Body(zod(preferenceBody)) body: PreferenceBody,
  ) {
    await this.changePreference.change(actor, principal.personId, body);
    return this.mine(principal);
  }

  @Get('undelivered')
  @Endpoint({
    summary: 'What did not reach people',
    description: 'Given up, or tried twice and still waiting; kept for 90 days. Newest first.',
    access: 'people.read',
    response: undeliveredList,
  })
  async undelivered() {
    const found = await this.deliveries.undelivered(this.uow.reader, MOST_SHOWN);
    return {
      items: found.map(({ personId, handle, name, createdAt, nextTryAt, ...row }) => ({
        ...row,
        person: { id: personId, handle, name },
        createdAt: iso(createdAt),
        nextTryAt: isoOrNull(nextTryAt),
      })),
    };
  }
}
