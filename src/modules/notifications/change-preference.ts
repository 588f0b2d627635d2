import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/database/actor';
import { open } from '../../platform/database/audit-event';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { NotificationPreference } from './domain/channels-for';
import { PreferenceRepository } from './preference.repository';

/** What a person is told, and where. Asks for their decision and security notices stay on whatever is chosen. */
@Injectable()
export class ChangePreference {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly preferences: PreferenceRepository,
  ) {}

  async change(actor: Actor, personId: string, chosen: NotificationPreference): Promise<void> {
    const preference = { ...chosen, channels: [...new Set(chosen.channels)].sort() };
    await this.uow.run(actor, async (tx) => {
      await this.preferences.save(tx, personId, preference);
      tx.record({
        type: 'notifications.preference_changed',
        subject: { kind: 'person', id: personId },
        data: {
          channels: open(preference.channels.join(' ')),
          ownRequests: open(preference.ownRequests),
          ownAccess: open(preference.ownAccess),
          minutesBeforeEnd: open(preference.minutesBeforeEnd),
        },
      });
    });
  }
}
