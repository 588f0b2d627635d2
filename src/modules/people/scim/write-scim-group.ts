import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import { type Tx, UnitOfWork, violatedConstraint } from '../../../platform/database/unit-of-work';
import { changePolicy } from '../../catalog';
import { GroupJobRoles } from '../../directory';
import { inertText } from '../../policy';
import { ChangePeople } from '../change-people';
import { normalisePatch, normalValues } from './normalise-patch';
import { assertVersion } from './precondition';
import { invalidValue, nothingThere, notUnique } from './scim-error';
import { patched, readGroup, type Resource } from './scim-schemas';
import { type ScimGroup, ScimGroupRepository } from './scim-group.repository';
import { resourcesIn } from './user-facts';

const MOST_MEMBERS = 10_000;

/** Writes on one group. What its members are by it is settled in the same transaction, and what they lose ends (I16). */
@Injectable()
export class WriteScimGroup {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly groups: ScimGroupRepository,
    private readonly jobRoles: GroupJobRoles,
    private readonly people: ChangePeople,
  ) {}

  create(actor: Actor, body: unknown): Promise<string> {
    const resource = readGroup(normalValues(body));
    return this.write(actor, async (tx) => {
      const id = newId();
      await this.settle(tx, id, undefined, resource);
      return id;
    });
  }

  replace(actor: Actor, id: string, ifMatch: string | undefined, body: unknown): Promise<void> {
    const resource = readGroup(normalValues(body));
    return this.write(actor, async (tx) => {
      const group = await this.open(tx, id, ifMatch);
      await this.settle(tx, id, group, resource);
    });
  }

  patch(actor: Actor, id: string, ifMatch: string | undefined, message: unknown): Promise<void> {
    return this.write(actor, async (tx) => {
      const group = await this.open(tx, id, ifMatch);
      const members = await this.groups.members(tx, id);
      const resource = readGroup({
        displayName: group.displayName,
        ...(group.externalId === null ? {} : { externalId: group.externalId }),
        members: members.map(({ userId }) => ({ value: userId })),
      });
      await this.settle(tx, id, group, await patched('group', resource, normalisePatch(message, resource)));
    });
  }

  remove(actor: Actor, id: string, ifMatch: string | undefined): Promise<void> {
    return this.write(actor, async (tx) => {
      await this.open(tx, id, ifMatch);
      const members = (await this.groups.members(tx, id)).map(({ personId }) => personId);
      await this.people.around(tx, 'scim', members, async () => {
        await this.groups.remove(tx, id);
        await this.jobRoles.settle(tx, members);
      });
      tx.record({
        type: 'people.scim_group_deleted',
        subject: { kind: 'scim-group', id },
        severity: 'notice',
      });
    });
  }

  /**
   * Under the policy's lock nobody approves and nothing is issued, so only those are looked at whose job roles can change: who
   * comes and who goes, and everybody where the group is new or has another name.
   */
  private async settle(tx: Tx, id: string, group: ScimGroup | undefined, resource: Resource): Promise<void> {
    const said = typeof resource.displayName === 'string' ? resource.displayName : '';
    const displayName = inertText(said).slice(0, 120);
    if (displayName === '') throw invalidValue('A group needs a displayName.');
    const userIds = await this.membersOf(tx, resource);
    const before = (await this.groups.members(tx, id)).map(({ personId }) => personId);
    const externalId = typeof resource.externalId === 'string' ? resource.externalId : null;
    await this.groups.save(tx, { id, displayName, externalId });
    const after = await this.personIds(tx, userIds);
    const touched = (
      group?.displayName === displayName ? symmetricDifference(before, after) : union(before, after)
    ).sort();
    await this.people.around(tx, 'scim', touched, async () => {
      await this.groups.setMembers(tx, id, userIds);
      await this.jobRoles.settle(tx, touched);
    });
    tx.record({
      type: 'people.scim_group_written',
      subject: { kind: 'scim-group', id },
      data: { displayName: open(displayName), members: open(userIds.length) },
    });
  }

  private async membersOf(tx: Tx, { members }: Resource): Promise<string[]> {
    const ids = [...new Set(resourcesIn(members, 'members').map(({ value }) => String(value).toLowerCase()))];
    if (ids.length > MOST_MEMBERS) throw invalidValue(`A group has at most ${MOST_MEMBERS} members.`);
    const unknown = await this.groups.unknownUsers(tx, ids);
    if (unknown.length > 0)
      throw invalidValue(`There is no user with the id ${inertText(unknown[0]).slice(0, 60)}.`);
    return ids;
  }

  private async personIds(tx: Tx, userIds: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ personId: string }>(
      'SELECT person_id AS "personId" FROM scim_user WHERE id = ANY ($1::uuid[])',
      [userIds],
    );
    return rows.map(({ personId }) => personId);
  }

  private async open(tx: Tx, id: string, ifMatch: string | undefined): Promise<ScimGroup> {
    const group = await this.groups.find(tx, id);
    if (!group) throw nothingThere('group');
    assertVersion(group.version, ifMatch);
    return group;
  }

  private write<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.uow
      .run(actor, async (tx) => {
        await changePolicy(tx);
        return work(tx);
      })
      .catch((error: unknown) => {
        if (violatedConstraint(error) === 'scim_group_name_unique') {
          throw notUnique('There is a group with this displayName already.');
        }
        throw error;
      });
  }
}

const union = (one: readonly string[], other: readonly string[]): string[] => [
  ...new Set([...one, ...other]),
];

function symmetricDifference(one: readonly string[], other: readonly string[]): string[] {
  const [ones, others] = [new Set(one), new Set(other)];
  return [...one.filter((id) => !others.has(id)), ...other.filter((id) => !ones.has(id))];
}
