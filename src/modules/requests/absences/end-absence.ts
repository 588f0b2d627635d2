import { Injectable } from '@nestjs/common';
import { notFound } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { changePolicy } from '../../catalog';
import { AbsenceRepository } from '../../directory';
import { absenceEvent } from './absence-events';

/**
 * Whoever is away is back, or their stand-in gives it up. It only takes a right away, so it needs no second factor. What the
 * stand-in has approved until then still counts.
 */
@Injectable()
export class EndAbsence {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly absences: AbsenceRepository,
  ) {}

  run(actor: Actor, { personId }: Principal, id: string): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      await changePolicy(tx);
      const current = await this.absences.openAround(tx, personId, tx.now);
      const absence = current.find((one) => one.id === id);
      if (!absence) throw notFound('requests.unknown_absence', 'There is no such absence, or it is over.');
      await this.absences.end(tx, id, tx.now);
      tx.record(absenceEvent('requests.absence_ended', absence, { endedAt: open(tx.now) }));
    });
  }
}
