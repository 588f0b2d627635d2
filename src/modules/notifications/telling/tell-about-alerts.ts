import { Injectable } from '@nestjs/common';
import { DAY, HOUR } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { EventView } from '../../audit';
import { DirectoryRepository } from '../../directory';
import { jobNeedsSecondFactor } from '../../identity';
import type { PersonFacts } from '../../policy';
import { circleToTell, isFactorNews } from '../domain/factor-news';
import { watchersOf } from '../domain/watchers';
import { NotificationRepository } from '../notification.repository';
import { Notify } from './notify';

/** A hundred of the same are one piece of news; all of them stand in the trail. */
const NOT_AGAIN_WITHIN = HOUR;

/** Events of the trail that ask somebody to look now, and what happens to second factors of privileged people. */
@Injectable()
export class TellAboutAlerts {
  constructor(
    private readonly notify: Notify,
    private readonly directory: DirectoryRepository,
    private readonly notifications: NotificationRepository,
  ) {}

  async tell(tx: Tx, event: EventView): Promise<void> {
    const organisation = await this.directory.organisation(tx);
    if (isFactorNews(event) && isPrivileged(organisation.person(event.subject.id))) {
      // Each by itself: the second factor that is enrolled within an hour may be the thief's.
      await this.tellAll(tx, event, circleToTell(organisation), `${event.type} ${event.id}`);
    } else if (event.severity === 'alert') {
      const watchers = watchersOf(organisation, peopleIn(event));
      await this.tellAll(tx, event, watchers, `${event.type} ${event.subject.id}`);
    }
  }

  private async tellAll(
    tx: Tx,
    event: EventView,
    people: readonly PersonFacts[],
    topic: string,
  ): Promise<void> {
    const lately = new Date(tx.now.getTime() - NOT_AGAIN_WITHIN);
    for (const person of people) {
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

const isPrivileged = (person: PersonFacts | undefined): boolean =>
  person !== undefined && jobNeedsSecondFactor(person.jobRoles);

function peopleIn({ actor, subject, related }: EventView): string[] {
  const named = [subject, ...related].flatMap(({ kind, id }) => (kind === 'person' ? [id] : []));
  return actor.kind === 'person' ? [actor.id, ...named] : named;
}
