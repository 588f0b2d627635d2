import { Inject, Injectable } from '@nestjs/common';
import { type Clock, invalid, known } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { Principal } from '../../platform/http/principal';
import { iso, isoOrNull } from '../../platform/http/shapes';
import { CatalogRepository } from '../catalog';
import { DirectoryRepository, HoldRepository, type Person } from '../directory';
import { GrantRepository } from '../grants';
import { type SignInFacts, SignInFactsReader } from '../identity';
import { openToJobRoles, type PrerequisiteRule, type ProfileRules } from '../policy';
import { prerequisiteStandings, type PrerequisiteStanding, worstOf } from './domain/prerequisite-standing';
import { suspensionFault } from './domain/suspension';
import type { PeopleQuery, PersonSummary, PersonView } from './people.dto';

/** What somebody may use, now or later. */
const OPEN = ['scheduled', 'claimable', 'active'] as const;

/** Everybody and what is needed to speak of them. */
interface House {
  readonly people: readonly Person[];
  readonly byId: ReadonlyMap<string, Person>;
  readonly titles: ReadonlyMap<string, string>;
  readonly profiles: readonly ProfileRules[];
}

/** People as clients see them. */
@Injectable()
export class PersonViews {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly holds: HoldRepository,
    private readonly catalog: CatalogRepository,
    private readonly grants: GrantRepository,
    private readonly signIns: SignInFactsReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** By name; `cursor` is the handle of the last one of the page before. */
  async list(query: PeopleQuery) {
    const house = await this.house();
    const found = house.people
      .filter((person) => matches(person, query))
      .map((person) => ({ person, standings: this.standings(person, house) }))
      .filter(
        ({ standings }) => query.prerequisites === undefined || worstOf(standings) === query.prerequisites,
      );
    const start = afterCursor(
      found.map(({ person }) => person.handle),
      query.cursor,
    );
    const shown = found.slice(start, start + query.limit);
    const facts = await this.signIns.of(
      this.uow.reader,
      shown.map(({ person }) => person.id),
    );
    return {
      items: shown.map(({ person, standings }) => summary(person, standings, facts.get(person.id), house)),
      nextCursor:
        start + query.limit < found.length ? known(shown.at(-1), 'The last of a page').person.handle : null,
      total: found.length,
    };
  }

  async one(principal: Principal, handle: string): Promise<PersonView> {
    const person = await this.directory.personByHandle(this.uow.reader, handle);
    const house = await this.house();
    const standings = this.standings(person, house);
    const facts = (await this.signIns.of(this.uow.reader, [person.id])).get(person.id);
    const administrator = known(house.byId.get(principal.personId), 'A person');
    const fault = suspensionFault(person, administrator, house.people);
    return {
      ...summary(person, standings, facts, house),
      secondAccountOf: named(person.secondAccountOf, house),
      saidStatus: person.saidStatus,
      holds: await this.holdsOf(person, house),
      requirements: await this.requirementsOf(person, standings, house),
      grants: await this.openGrantsOf(person),
      lastSignInAt: isoOrNull(facts?.lastSignInAt),
      suspension: { may: fault === undefined, why: fault?.detail ?? null },
    };
  }

  private async house(): Promise<House> {
    const people = await this.directory.people(this.uow.reader);
    const titles = await this.directory.jobRoles(this.uow.reader);
    const profiles = await this.catalog.profiles(this.uow.reader);
    return {
      people,
      byId: new Map(people.map((person) => [person.id, person])),
      titles: new Map(titles.map(({ key, title }) => [key, title])),
      profiles: profiles.map(({ rules }) => rules).filter(({ retired }) => !retired),
    };
  }

  private standings(person: Person, { profiles }: House): PrerequisiteStanding[] {
    return prerequisiteStandings(
      person,
      person.status === 'left' ? [] : rulesFor(person, profiles),
      this.clock.now(),
    );
  }

  private async holdsOf({ id }: Person, { byId }: House): Promise<PersonView['holds']> {
    const holds = await this.holds.of(this.uow.reader, id);
    return holds.map(({ givenBy, reason, administratorId, since }) => ({
      givenBy,
      reason,
      by: administratorId === null ? null : (byId.get(administratorId)?.name ?? null),
      since: iso(since),
    }));
  }

  private async requirementsOf(
    { id }: Person,
    standings: readonly PrerequisiteStanding[],
    { byId }: House,
  ): Promise<PersonView['requirements']> {
    const records = await this.directory.prerequisiteRecords(this.uow.reader, id);
    return standings.map((standing) => ({
      ...standing,
      records: records
        .filter(({ kind }) => kind === standing.kind)
        .map(({ kind: _, recordedBy, ...record }) => ({
          ...record,
          recordedBy: recordedBy === null ? null : (byId.get(recordedBy)?.name ?? null),
        })),
    }));
  }

  private async openGrantsOf({ id }: Person): Promise<PersonView['grants']> {
    const grants = await this.grants.list(this.uow.reader, { personId: id, states: OPEN, limit: 100 });
    const profiles = new Map(
      (await this.catalog.profiles(this.uow.reader)).map((profile) => [profile.id, profile.name]),
    );
    return grants.map((grant) => ({
      id: grant.id,
      profile: known(profiles.get(grant.profileId), 'A profile'),
      state: grant.state,
      endsAt: isoOrNull(grant.expiresAt ?? grant.claimBy),
    }));
  }
}

function matches(person: Person, { q, status, source, jobRole }: PeopleQuery): boolean {
  if (status !== undefined && person.status !== status) return false;
  if (source !== undefined && person.source !== source) return false;
  if (jobRole !== undefined && !person.jobRoles.includes(jobRole)) return false;
  const wanted = q?.toLowerCase();
  if (wanted === undefined) return true;
  return [person.name, person.handle, person.email].some((text) => text.toLowerCase().includes(wanted));
}

const rulesFor = (person: Person, profiles: readonly ProfileRules[]): PrerequisiteRule[] =>
  profiles
    .filter((profile) => openToJobRoles(profile).some((jobRole) => person.jobRoles.includes(jobRole)))
    .flatMap(({ prerequisites }) => prerequisites);

function named(id: string | null, { byId }: House) {
  const person = id === null ? undefined : byId.get(id);
  return person === undefined ? null : { id: person.id, handle: person.handle, name: person.name };
}

function summary(
  person: Person,
  standings: readonly PrerequisiteStanding[],
  facts: SignInFacts | undefined,
  house: House,
): PersonSummary {
  const { id, handle, name, email, status, source } = person;
  const days = standings.flatMap(({ lastDay }) => lastDay ?? []).sort();
  return {
    id,
    handle,
    name,
    email,
    status,
    source,
    jobRoles: person.jobRoles.map((key) => ({ key, title: house.titles.get(key) ?? key })),
    manager: named(person.managerId, house),
    secondFactor: facts?.hasSecondFactor ?? false,
    prerequisites: worstOf(standings) ?? null,
    lapsesOn: days.at(0) ?? null,
  };
}

/** Where the next page begins. Whoever stood at the cursor may be on the list no more; then nobody knows where it went on. */
function afterCursor(handles: readonly string[], cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const at = handles.indexOf(cursor);
  if (at < 0) throw invalid('request.bad_cursor', 'The list has changed since. Read it from its beginning.');
  return at + 1;
}
