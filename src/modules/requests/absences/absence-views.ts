import { Inject, Injectable } from '@nestjs/common';
import { type Clock, known } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { iso } from '../../../platform/http/shapes';
import { CatalogRepository } from '../../catalog';
import { AbsenceRepository, DirectoryRepository, type Person } from '../../directory';
import { humanOf, nothingToStandInFor, standsInForPersonalData } from '../../policy';
import type { AbsenceList } from './absences.dto';

const MOST_STAND_INS = 20;

/** Who is away and who stands in, as far as it concerns one person. */
@Injectable()
export class AbsenceViews {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly absences: AbsenceRepository,
    private readonly directory: DirectoryRepository,
    private readonly catalog: CatalogRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of({ personId }: Principal): Promise<AbsenceList> {
    const from = this.uow.reader;
    const now = this.clock.now();
    const open = await this.absences.openAround(from, personId, now);
    const ids = open.flatMap((absence) => [absence.personId, absence.delegateId]);
    const people = new Map((await this.directory.peopleAmong(from, ids)).map((one) => [one.id, one]));
    const named = (id: string) => known(people.get(id), 'A person');
    return {
      items: open.map((absence) => ({
        id: absence.id,
        person: personView(named(absence.personId)),
        standIn: standInOf(named(absence.delegateId)),
        from: iso(absence.from),
        until: iso(absence.until),
        whose: absence.personId === personId ? 'mine' : 'theirs',
        inForce: absence.from <= now,
      })),
      approves: await this.approves(personId),
    };
  }

  private async approves(personId: string): Promise<boolean> {
    const organisation = await this.directory.organisation(this.uow.reader);
    const rules = (await this.catalog.profiles(this.uow.reader)).map((profile) => profile.rules);
    return (
      nothingToStandInFor(known(organisation.person(personId), 'A person'), rules, organisation) === undefined
    );
  }

  /** Colleagues whose name or handle holds these letters; never an account of the person who asks. */
  async standIns({ personId }: Principal, search: string) {
    const people = await this.directory.people(this.uow.reader);
    const me = known(
      people.find(({ id }) => id === personId),
      'A person',
    );
    const wanted = search.toLowerCase();
    return {
      items: people
        .filter((one) => one.status === 'active' && humanOf(one) !== humanOf(me))
        .filter(({ name, handle }) => `${name} ${handle}`.toLowerCase().includes(wanted))
        .slice(0, MOST_STAND_INS)
        .map(standInOf),
    };
  }
}

const personView = ({ id, handle, name }: Person) => ({ id, handle, name });

const standInOf = (person: Person) => ({
  ...personView(person),
  personalData: standsInForPersonalData(person),
});
