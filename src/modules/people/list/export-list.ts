import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { writeList } from './domain/write-list';
import { listExported } from './list-events';
import { ReadKnownPeople } from './read-known-people';

/** The people of the list as CSV: corrected and sent back, it changes exactly what was corrected. */
@Injectable()
export class ExportList {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly known: ReadKnownPeople,
  ) {}

  run(actor: Actor): Promise<string> {
    return this.uow.run(actor, async (tx) => {
      const { known, words } = await this.known.run(tx, tx.now);
      const listed = known.people.filter(({ source }) => source === 'csv');
      tx.record(listExported(listed.length));
      return writeList(listed, known, words.kinds);
    });
  }
}
