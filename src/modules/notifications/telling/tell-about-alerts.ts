import { Injectable } from '@nestjs/common';
import { DAY, HOUR } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { EventView } from '../../audit';
import { DirectoryRepository } from '../../directory';
import { watchersOf } from '../domain/watchers';
import { NotificationRepository } from '../notification.repository';
import { Notify } from './notify';

/** A hundred of the same are one piece of news; all of them stand in the trail. */
const NOT_AGAIN_WITHIN = HOUR;

/** Events of the trail that ask somebody to look now. */
@Injectable()
export class TellAboutAlerts {
  constructor(
    private readonly notify: Notify,
    private readonly directory: DirectoryRepository,
    private readonly notifications: NotificationRepository,
  ) {}

  async tell(tx: Tx, event: EventView): Promise<void> {
    const organisation = await this.directory.organisation(tx);
    const topic = `${event.type} ${event.subject.id}`;
    const lately = new Date(tx.now.getTime() - NOT_AGAIN_WITHIN);
    for (const person of watchersOf(organisation, peopleIn(event))) {
      if (await this.notifications.wasTold(tx, 'security-alert', person.id, topic, lately)) continue;
      await this.notify.tell(tx, {
        kind: 'security-alert',
        personId: person.id,
        subjectId: event.id,
        topic,
        notAfter: new Date(tx.now.getTime() + DAY),
      });
    }
  }
}

function peopleIn({ actor, subject, related }: EventView): string[] {
  const named = [subject, ...related].flatMap(({ kind, id }) => (kind === 'person' ? [id] : []));
  return actor.kind === 'person' ? [actor.id, ...named] : named;
}
