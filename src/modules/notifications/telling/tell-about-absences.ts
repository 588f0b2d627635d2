import { Injectable } from '@nestjs/common';
import { DAY } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { EventView } from '../../audit';
import { AbsenceRepository } from '../../directory';
import { Notify } from './notify';

/** Whoever stands in hears that they do, and that it is over; whoever is away, that their stand-in gave it up. */
@Injectable()
export class TellAboutAbsences {
  constructor(
    private readonly notify: Notify,
    private readonly absences: AbsenceRepository,
  ) {}

  async tell(tx: Tx, event: EventView): Promise<void> {
    const id = event.related.find(({ kind }) => kind === 'absence')?.id;
    // What was recorded by an earlier version does not say which.
    if (id === undefined) return;
    if (event.type === 'requests.absence_recorded') await this.tellBegun(tx, id);
    if (event.type === 'requests.absence_ended') await this.tellEnded(tx, id, event);
  }

  private async tellBegun(tx: Tx, id: string): Promise<void> {
    const absence = await this.absences.find(tx, id);
    if (!absence) return;
    const { delegateId, until } = absence;
    const topic = 'named';
    await this.notify.tell(tx, {
      kind: 'standing-in',
      personId: delegateId,
      subjectId: id,
      topic,
      notAfter: until,
    });
  }

  private async tellEnded(tx: Tx, id: string, { actor, subject }: EventView): Promise<void> {
    await this.notify.revise(tx, 'standing-in', [id]);
    if (actor.kind !== 'person' || actor.id === subject.id) return;
    await this.notify.tell(tx, {
      kind: 'stand-in-gave-up',
      personId: subject.id,
      subjectId: id,
      topic: 'given up',
      notAfter: new Date(tx.now.getTime() + DAY),
    });
  }
}
