import { Injectable } from '@nestjs/common';
import { digestOf } from '../../../platform/crypto/digest';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { iso, isoOrNull } from '../../../platform/http/shapes';
import { DirectoryRepository, type Person } from '../../directory';
import { abilitiesOf } from '../../identity';
import { liftRefusal } from '../domain/bulk-scope';
import type { Halt } from './bulk-revocation';
import type { HaltView } from './end-everything.dto';
import { HaltRepository } from './halt.repository';

export const liftDigest = ({ id, scope }: Halt): string =>
  digestOf({ action: 'grants.lift-halt', haltId: id, scope: { kind: scope.kind, id: scope.id } });

/** Halts as each person may see them: that there is one concerns everybody it keeps out; why, only those who oversee. */
@Injectable()
export class HaltViews {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly halts: HaltRepository,
    private readonly directory: DirectoryRepository,
  ) {}

  /** Those in force. One on a person is shown to that person and to those who see every grant. */
  async open(principal: Principal): Promise<HaltView[]> {
    const halts = await this.halts.open(this.uow.reader);
    if (halts.length === 0) return [];
    const views = await this.many(principal, halts);
    const accounts = await this.accountsOf(principal);
    const seesAll = abilitiesOf(principal.jobRoles).includes('grants.read-all');
    return views.filter((_, index) => {
      const { kind, id } = halts[index].scope;
      return seesAll || kind !== 'person' || (id !== null && accounts.includes(id));
    });
  }

  async one(principal: Principal, id: string): Promise<HaltView> {
    const [view] = await this.many(principal, [await this.halts.find(this.uow.reader, id)]);
    return view;
  }

  private async many(principal: Principal, halts: readonly Halt[]): Promise<HaltView[]> {
    const abilities = abilitiesOf(principal.jobRoles);
    const people = new Map((await this.directory.people(this.uow.reader)).map((one) => [one.id, one]));
    const accounts = await this.accountsOf(principal);
    return halts.map((halt) => ({
      id: halt.id,
      scope: { kind: halt.scope.kind, key: halt.scope.key, name: halt.scope.name },
      reason: abilities.includes('grants.read-all') ? halt.reason : null,
      placedBy: personOf(halt.placedBy, people),
      placedAt: iso(halt.placedAt),
      liftedBy: halt.liftedBy === null ? null : personOf(halt.liftedBy, people),
      liftedAt: isoOrNull(halt.liftedAt),
      liftReason: abilities.includes('grants.read-all') ? halt.liftReason : null,
      may: {
        lift:
          halt.liftedAt === null &&
          abilities.includes('grants.end-any') &&
          liftRefusal(halt.scope, accounts) === undefined,
      },
      liftDigest: liftDigest(halt),
    }));
  }

  private accountsOf = async ({ personId }: Principal): Promise<string[]> =>
    (await this.directory.organisationAround(this.uow.reader, [personId])).people.map(({ id }) => id);
}

const personOf = (id: string, people: ReadonlyMap<string, Person>) => ({
  id,
  name: people.get(id)?.name ?? 'Somebody who is no longer in the directory',
});
