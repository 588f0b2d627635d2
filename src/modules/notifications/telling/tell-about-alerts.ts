import { Injectable } from '@nestjs/common';
import { DAY, HOUR } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { EventView } from '../../audit';
import { DirectoryRepository } from '../../directory';
import { mustHaveSecondFactor } from '../../identity';
import type { Organisation, PersonFacts } from '../../policy';
import { circleToTell, isCircleNews, isSlackAccountNews } from '../domain/circle-news';
import { watchersOf } from '../domain/watchers';
import { NotificationRepository } from '../notification.repository';
import { Notify } from './notify';

/** A hundred of the same are one piece of news; all of them stand in the trail. */
const NOT_AGAIN_WITHIN = HOUR;

/** Events of the trail that ask somebody to look now, and what lets privileged people in. */
@Injectable()
export class TellAboutAlerts {
  constructor(
    private readonly notify: Notify,
    private readonly directory: DirectoryRepository,
    private readonly notifications: NotificationRepository,
  ) {}

  async tell(tx: Tx, event: EventView): Promise<void> {
    const organisation = await this.directory.organisation(tx);
    if (isCircleNews(event) && (await isPrivileged(tx, organisation.person(event.subject.id)))) {
      // Each by itself: the second factor that is enrolled within an hour may be the thief's.
      await this.tellAll(tx, event, othersOfTheCircle(organisation, event), `${event.type} ${event.id}`);
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

/** Of an account at Slack its person hears by words of their own. */
const othersOfTheCircle = (organisation: Organisation, event: EventView): readonly PersonFacts[] =>
  circleToTell(organisation).filter(({ id }) => !isSlackAccountNews(event) || id !== event.subject.id);

const isPrivileged = async (tx: Tx, person: PersonFacts | undefined): Promise<boolean> =>
  person !== undefined && (await mustHaveSecondFactor(tx, person.id, person.jobRoles, tx.now));

function peopleIn({ actor, subject, related }: EventView): string[] {
  const named = [subject, ...related].flatMap(({ kind, id }) => (kind === 'person' ? [id] : []));
  return actor.kind === 'person' ? [actor.id, ...named] : named;
}
