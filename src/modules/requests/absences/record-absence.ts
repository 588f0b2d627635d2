import { Injectable } from '@nestjs/common';
import { conflict, known, newId } from '../../../kernel';
import { digestOf } from '../../../platform/crypto/digest';
import type { Actor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { CatalogRepository, changePolicy } from '../../catalog';
import { type AbsenceRecord, AbsenceRepository, DirectoryRepository } from '../../directory';
import { StepUpService } from '../../identity';
import { absenceFault, nothingToStandInFor } from '../../policy';
import { absenceEvent } from './absence-events';

/** Seconds: who answers in somebody's place is a right that is given away. */
const STEP_UP_AGE = 300;

export interface AbsenceInput {
  readonly standIn: string;
  /** null: from now on. */
  readonly from: Date | null;
  readonly until: Date;
  readonly stepUpToken: string | undefined;
}

/** A person says that they are away, and who may approve in their place. The second factor covers who and when. */
@Injectable()
export class RecordAbsence {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly catalog: CatalogRepository,
    private readonly absences: AbsenceRepository,
    private readonly stepUps: StepUpService,
  ) {}

  run(
    actor: Actor,
    principal: Principal,
    { standIn, from, until, stepUpToken }: AbsenceInput,
  ): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      // Whoever notes an absence at the same moment is waited for: two of them could make a chain that neither sees.
      await changePolicy(tx);
      const delegate = await this.directory.personByHandle(tx, standIn);
      const organisation = await this.directory.organisation(tx);
      const person = known(organisation.person(principal.personId), 'A person');
      const begins = from !== null && from > tx.now ? from : tx.now;
      const profiles = (await this.catalog.profiles(tx)).map(({ rules }) => rules);
      const fault =
        absenceFault({ from: from ?? tx.now, until }, person, delegate, organisation, tx.now) ??
        nothingToStandInFor(person, profiles, organisation);
      if (fault) throw conflict(fault.code, fault.sentence);
      await this.stepUps.consume(tx, principal, stepUpToken, {
        action: 'absences.record',
        subjectId: person.id,
        digest: digestOf({
          action: 'absences.record',
          standIn,
          from: from?.toISOString() ?? null,
          until: until.toISOString(),
        }),
        maxAgeSeconds: STEP_UP_AGE,
        privileged: true,
      });
      const absence: AbsenceRecord = {
        id: newId(),
        personId: person.id,
        delegateId: delegate.id,
        from: begins,
        until,
      };
      await this.absences.insert(tx, absence);
      const times = { from: open(absence.from), until: open(absence.until) };
      tx.record(absenceEvent('requests.absence_recorded', absence, times));
    });
  }
}
