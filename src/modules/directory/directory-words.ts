import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { EventWords } from '../audit';
import { DirectoryRepository } from './directory.repository';

/** In the audit trail people are called by their names. */
@Injectable()
export class DirectoryWords implements OnModuleInit {
  constructor(
    private readonly words: EventWords,
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
  ) {}

  onModuleInit(): void {
    this.words.nameThings('person', async () => {
      const people = await this.directory.people(this.uow.reader);
      return new Map(people.map(({ id, name }) => [id, name]));
    });
  }
}
