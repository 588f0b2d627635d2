import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { EventWords } from '../audit';
import { CatalogRepository } from './catalog.repository';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** In the audit trail systems, entitlements and access profiles are called by their names. */
@Injectable()
export class CatalogWords implements OnModuleInit {
  constructor(
    private readonly words: EventWords,
    private readonly uow: UnitOfWork,
    private readonly catalog: CatalogRepository,
  ) {}

  onModuleInit(): void {
    const from = this.uow.reader;
    this.name('system', () => this.catalog.systems(from));
    this.name('entitlement', () => this.catalog.entitlements(from));
    this.name('access-profile', () => this.catalog.profiles(from));
  }

  private name(kind: string, read: () => Promise<readonly Named[]>): void {
    this.words.nameThings(kind, async () => new Map((await read()).map(({ id, name }) => [id, name])));
  }
}
