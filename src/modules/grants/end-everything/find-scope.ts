import { Injectable } from '@nestjs/common';
import { notFound } from '../../../kernel';
import type { Reader } from '../../../platform/database/unit-of-work';
import { CatalogRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import type { NamedScope } from '../domain/bulk-scope';
import type { ScopeInput } from './end-everything.dto';

/** What a person means who names a scope: by handle or address, or by key. Retired ones too: they may still be in use. */
@Injectable()
export class FindScope {
  constructor(
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
  ) {}

  async by(from: Reader, input: ScopeInput): Promise<NamedScope> {
    switch (input.kind) {
      case 'all':
        return { kind: 'all', id: null, key: null, name: 'Everything' };
      case 'person':
        return this.person(from, input.key);
      case 'profile': {
        const { id, key, name } = await this.catalog.profileByKey(from, input.key);
        return { kind: 'profile', id, key, name };
      }
      case 'system': {
        const { id, key, name } = await this.catalog.systemByKey(from, input.key);
        return { kind: 'system', id, key, name };
      }
    }
  }

  private async person(from: Reader, typed: string): Promise<NamedScope> {
    const person = await this.directory.findByName(from, typed);
    if (!person)
      throw notFound('directory.unknown_person', 'There is no person of that handle or e-mail address.');
    return { kind: 'person', id: person.id, key: person.handle, name: person.name };
  }
}
