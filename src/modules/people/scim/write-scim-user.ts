import { Injectable } from '@nestjs/common';
import { DomainError, newId } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import { type Tx, UnitOfWork, violatedConstraint } from '../../../platform/database/unit-of-work';
import { changePolicy } from '../../catalog';
import { DirectoryRepository, GroupJobRoles, HoldRepository, type Person } from '../../directory';
import { ChangePeople } from '../change-people';
import { TakePerson } from '../take-person';
import { normalisePatch, normalValues } from './normalise-patch';
import { assertVersion } from './precondition';
import { invalidValue, nothingThere, notUnique } from './scim-error';
import { patched, readUser, type Resource } from './scim-schemas';
import { type ScimUser, ScimUserRepository } from './scim-user.repository';
import { circleRolesOf, userFacts, type UserFacts } from './user-facts';

const SOURCE = 'scim';

/** Writes of the provisioning system on one user: each is one transaction with its events, and ends what it takes away (I16). */
@Injectable()
export class WriteScimUser {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly users: ScimUserRepository,
    private readonly directory: DirectoryRepository,
    private readonly groups: GroupJobRoles,
    private readonly holds: HoldRepository,
    private readonly takePerson: TakePerson,
    private readonly people: ChangePeople,
  ) {}

  async create(actor: Actor, body: unknown): Promise<string> {
    const resource = readUser(normalValues(body));
    await this.refuseCircle(actor, resource);
    const facts = userFacts(resource);
    return this.write(actor, async (tx) => {
      const [same] = await this.users.search(tx, { userName: facts.userName });
      if (same) throw notUnique(`There is a user with the userName “${facts.userName}” already.`);
      const found = await this.takePerson.find(tx, facts);
      if (found && (await this.users.ofPerson(tx, found.id))) {
        throw notUnique(`${found.name} is another user of the provisioning system already.`);
      }
      const { id: personId, handle } = await this.takePerson.take(tx, facts, found);
      const user = { id: newId(), personId };
      await this.settle(tx, user, { handle, found }, facts, resource);
      return user.id;
    });
  }

  replace(actor: Actor, id: string, ifMatch: string | undefined, body: unknown): Promise<void> {
    return this.change(actor, id, ifMatch, () => readUser(normalValues(body)));
  }

  patch(actor: Actor, id: string, ifMatch: string | undefined, message: unknown): Promise<void> {
    return this.change(actor, id, ifMatch, (resource) =>
      patched('user', resource, normalisePatch(message, resource)),
    );
  }

  /** The person leaves. Whom the policy file names stays there, suspended, until it or the provisioning system says otherwise. */
  remove(actor: Actor, id: string, ifMatch: string | undefined): Promise<void> {
    return this.write(actor, async (tx) => {
      const user = await this.open(tx, id, ifMatch);
      await this.people.around(tx, SOURCE, [user.personId], async () => {
        const [person] = await this.directory.peopleAmong(tx, [user.personId]);
        await this.users.remove(tx, id);
        if (person.source === 'file')
          await this.hold(tx, person, 'The provisioning system has deleted the account.');
        if (person.source === SOURCE)
          await this.directory.savePerson(tx, { ...recordOf(person), status: 'left', source: 'none' });
      });
      tx.record({
        type: 'people.scim_user_deleted',
        subject: { kind: 'person', id: user.personId },
        severity: 'notice',
      });
    });
  }

  private async change(
    actor: Actor,
    id: string,
    ifMatch: string | undefined,
    next: (resource: Resource) => Resource | Promise<Resource>,
  ): Promise<void> {
    const before = await this.users.find(this.uow.reader, id);
    if (before) await this.refuseCircle(actor, await next(before.resource));
    await this.write(actor, async (tx) => {
      const user = await this.open(tx, id, ifMatch);
      const resource = await next(user.resource);
      const facts = userFacts(resource, user.active);
      const [same] = await this.users.search(tx, { userName: facts.userName });
      if (same && same.id !== id)
        throw notUnique(`There is another user with the userName “${facts.userName}”.`);
      const [found] = await this.directory.peopleAmong(tx, [user.personId]);
      await this.settle(tx, user, { handle: found.handle, found }, facts, resource);
    });
  }

  private async settle(
    tx: Tx,
    { id, personId }: Pick<ScimUser, 'id' | 'personId'>,
    { handle, found }: { handle: string; found: Person | undefined },
    facts: UserFacts,
    resource: Resource,
  ): Promise<void> {
    await this.people.around(tx, SOURCE, [personId], async () => {
      if (found?.source === 'file') await this.holdOrLift(tx, found, facts.active);
      else await this.savePerson(tx, personId, handle, found, facts);
      const { userName, externalId, email, active } = facts;
      await this.users.save(tx, {
        id,
        personId,
        userName,
        externalId,
        email,
        active,
        resource: { ...resource, active },
      });
      await this.groups.settle(tx, [personId]);
    });
    tx.record({
      type: 'people.scim_user_written',
      subject: { kind: 'person', id: personId },
      data: { active: open(facts.active), managedByFile: open(found?.source === 'file') },
    });
  }

  private async savePerson(
    tx: Tx,
    id: string,
    handle: string,
    found: Person | undefined,
    facts: UserFacts,
  ): Promise<void> {
    const { name, email, active } = facts;
    const person = {
      id,
      handle,
      name,
      email,
      source: SOURCE,
      secondAccountOf: found?.secondAccountOf ?? null,
    } as const;
    await this.directory.savePerson(tx, { ...person, managerId: null, status: active ? 'active' : 'left' });
    const managerId = await this.managerOf(tx, id, facts.managerId);
    if (managerId !== null)
      await this.directory.savePerson(tx, { ...person, managerId, status: active ? 'active' : 'left' });
    await this.directory.setPrerequisites(tx, id, SOURCE, facts.prerequisites);
  }

  /** By the id of a user, or by a name that somebody has. A manager who is not here yet is none until they are sent again. */
  private async managerOf(tx: Tx, personId: string, said: string | null): Promise<string | null> {
    if (said === null) return null;
    const user = await this.users.find(tx, said);
    const managerId = user?.personId ?? (await this.directory.findByName(tx, said))?.id ?? null;
    if (managerId === null) return null;
    if (await this.directory.reportsTo(tx, managerId, personId)) {
      throw invalidValue(
        'These people would manage each other in a circle. Leave the manager out for the one at the top.',
      );
    }
    return managerId;
  }

  private async holdOrLift(tx: Tx, person: Person, active: boolean): Promise<void> {
    if (!active) await this.hold(tx, person, 'The provisioning system has disabled the account.');
    else if (await this.holds.lift(tx, person.id, SOURCE)) {
      tx.record({
        type: 'people.brought_back',
        subject: { kind: 'person', id: person.id },
        data: { by: open(SOURCE) },
      });
    }
  }

  private async hold(tx: Tx, { id, status }: Person, reason: string): Promise<void> {
    await this.holds.give(tx, { personId: id, givenBy: SOURCE, reason, administratorId: null });
    if (status === 'active') {
      tx.record({
        type: 'people.suspended',
        subject: { kind: 'person', id },
        severity: 'alert',
        data: { by: open(SOURCE) },
      });
    }
  }

  private async open(tx: Tx, id: string, ifMatch: string | undefined): Promise<ScimUser> {
    const user = await this.users.find(tx, id);
    if (!user) throw nothingThere('user');
    assertVersion(user.version, ifMatch);
    return user;
  }

  /** In a unit of its own, since the refusal undoes the write. */
  private async refuseCircle(actor: Actor, resource: Resource): Promise<void> {
    const [jobRole] = circleRolesOf(resource);
    if (jobRole === undefined) return;
    await this.uow.record(actor, {
      type: 'people.circle_refused',
      subject: { kind: 'job-role', id: jobRole },
      severity: 'alert',
      data: { by: open(SOURCE) },
    });
    throw invalidValue(`The job role ${jobRole} is given by the policy file alone. Leave it out of “roles”.`);
  }

  private write<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.uow
      .run(actor, async (tx) => {
        await changePolicy(tx);
        return work(tx);
      })
      .catch(inScimWords);
  }
}

const recordOf = ({ id, handle, name, email, managerId, secondAccountOf }: Person) => ({
  id,
  handle,
  name,
  email,
  managerId,
  secondAccountOf,
});

function inScimWords(error: unknown): never {
  if (error instanceof DomainError && error.kind === 'conflict') throw notUnique(error.detail);
  if (violatedConstraint(error) === 'person_email_unique') {
    throw notUnique('This e-mail address belongs to somebody else on record.');
  }
  throw error;
}
