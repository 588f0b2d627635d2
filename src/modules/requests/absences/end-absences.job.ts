import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { AbsenceRepository } from '../../directory';
import { absenceEvent } from './absence-events';

const ACTOR = systemActor('requests.end_absences');
const BATCH = 100;

/**
 * Puts on record that an absence ran out. It counts for nothing from that moment on by itself; the event is what brings the
 * copies of the stand-in's requests up to date, and tells them.
 */
@WorkerJob()
@Injectable()
export class EndAbsencesJob implements Job {
  readonly name = 'requests.end_absences';
  readonly schedule = '* * * * *';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly absences: AbsenceRepository,
  ) {}

  async run(): Promise<void> {
    let ended: number;
    do {
      ended = await this.uow.run(ACTOR, async (tx) => {
        const over = await this.absences.lockRunOut(tx, BATCH);
        for (const absence of over) {
          await this.absences.end(tx, absence.id, absence.until);
          tx.record(absenceEvent('requests.absence_ended', absence, { endedAt: open(absence.until) }));
        }
        return over.length;
      });
    } while (ended === BATCH);
  }
}
