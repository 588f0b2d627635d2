import { Injectable } from '@nestjs/common';
import { forbidden, invalid, known } from '../../kernel';
import { digestOf } from '../../platform/crypto/digest';
import type { Actor } from '../../platform/database/actor';
import { open, personal } from '../../platform/database/audit-event';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work';
import type { Principal } from '../../platform/http/principal';
import { CatalogRepository, changePolicy } from '../catalog';
import { DirectoryRepository, type Person } from '../directory';
import { StepUpService } from '../identity';
import { calendarDate, inertText, sameHuman } from '../policy';
import type { PrerequisiteBody } from './people.dto';
import { EndWhatWasLost } from './end-what-was-lost';

const STEP_UP_AGE = 300;

export interface PrerequisiteInput extends PrerequisiteBody {
  readonly handle: string;
  readonly stepUpToken: string | undefined;
}

/**
 * Somebody of the circle, or the data protection officer, puts on record that a person has met a prerequisite. Never one's own.
 * A record made here replaces the one made here before; those of the policy file and of other sources stay beside it.
 */
@Injectable()
export class RecordPrerequisite {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly catalog: CatalogRepository,
    private readonly stepUps: StepUpService,
    private readonly ended: EndWhatWasLost,
  ) {}

  async run(actor: Actor, principal: Principal, { stepUpToken, ...input }: PrerequisiteInput): Promise<void> {
    const note = input.note === null ? null : inertText(input.note);
    await this.uow.run(actor, async (tx) => {
      await changePolicy(tx);
      const person = await this.directory.personByHandle(tx, input.handle);
      const [recorder] = await this.directory.peopleAmong(tx, [principal.personId]);
      if (sameHuman(person, known(recorder, 'A person'))) throw ownPrerequisite();
      await this.assertSound(tx, input);
      await this.stepUps.consume(tx, principal, stepUpToken, {
        action: 'people.record-prerequisite',
        subjectId: person.id,
        digest: digestOf({ action: 'people.record-prerequisite', ...input, note }),
        maxAgeSeconds: STEP_UP_AGE,
        privileged: true,
      });
      const { kind, completedOn, validUntil } = input;
      await this.directory.savePrerequisite(tx, person.id, {
        kind,
        source: 'web',
        completedOn,
        validUntil,
        note,
        recordedBy: principal.personId,
      });
      tx.record(recorded(person, { kind, completedOn, validUntil, note }));
      await this.ended.run(tx, {
        before: [person],
        after: await this.directory.peopleAmong(tx, [person.id]),
      });
    });
  }

  private async assertSound(tx: Tx, { kind, completedOn, validUntil }: PrerequisiteBody): Promise<void> {
    const kinds = (await this.catalog.profiles(tx)).flatMap(({ rules }) =>
      rules.prerequisites.map((rule) => rule.kind),
    );
    if (!kinds.includes(kind)) {
      throw invalid(
        'people.unknown_prerequisite',
        'No access profile asks for this. Choose one that the policy file names.',
      );
    }
    if (completedOn > calendarDate(tx.now)) {
      throw invalid('people.prerequisite_dates', 'This day is still to come. Record it once it is done.');
    }
    if (validUntil !== null && validUntil < completedOn) {
      throw invalid('people.prerequisite_dates', 'It cannot end before the day on which it was met.');
    }
  }
}

const ownPrerequisite = () =>
  forbidden(
    'people.own_prerequisite',
    'Nobody records their own prerequisites. Ask somebody else of the circle.',
  );

const recorded = (
  { id }: Person,
  { kind, completedOn, validUntil, note }: Omit<PrerequisiteBody, 'kind'> & { kind: string },
) => ({
  type: 'people.prerequisite_recorded' as const,
  subject: { kind: 'person', id },
  severity: 'notice' as const,
  data: {
    kind: open(kind),
    completedOn: personal(id, completedOn),
    validUntil: validUntil === null ? undefined : personal(id, validUntil),
    note: note === null ? undefined : personal(id, note),
  },
});
