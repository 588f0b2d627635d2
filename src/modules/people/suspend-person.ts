import { Injectable } from '@nestjs/common';
import { conflict, known } from '../../kernel';
import type { Actor } from '../../platform/database/actor';
import { open, personal } from '../../platform/database/audit-event';
import { digestOf } from '../../platform/crypto/digest';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work';
import type { Principal } from '../../platform/http/principal';
import { changePolicy } from '../catalog';
import { DirectoryRepository, HoldRepository, type Person } from '../directory';
import { StepUpService } from '../identity';
import { inertText } from '../policy';
import { suspensionFault } from './domain/suspension';
import { ScimUserRepository } from './scim/scim-user.repository';
import { EndWhatWasLost } from './end-what-was-lost';

/** Seconds: suspending is as urgent as it is serious. */
const STEP_UP_AGE = 300;

export interface Suspension {
  readonly handle: string;
  readonly reason: string;
  readonly stepUpToken: string | undefined;
}

/**
 * An administrator's own word on somebody, beside whatever their source says: it narrows at once (I16), and no source lifts it.
 * The second factor covers who, what and why.
 */
@Injectable()
export class SuspendPerson {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly holds: HoldRepository,
    private readonly users: ScimUserRepository,
    private readonly stepUps: StepUpService,
    private readonly ended: EndWhatWasLost,
  ) {}

  suspend(actor: Actor, principal: Principal, suspension: Suspension): Promise<void> {
    return this.change(actor, async (tx) => {
      const person = await this.directory.personByHandle(tx, suspension.handle);
      const everybody = await this.directory.people(tx);
      const administrator = known(
        everybody.find(({ id }) => id === principal.personId),
        'A person',
      );
      const fault = suspensionFault(person, administrator, everybody);
      if (fault) throw fault;
      const reason = await this.sign(tx, principal, 'people.suspend', person, suspension);
      const hold = { personId: person.id, givenBy: 'administrator', reason } as const;
      await this.holds.give(tx, { ...hold, administratorId: principal.personId });
      tx.record(holdEvent('people.suspended', person, reason));
      return person;
    });
  }

  bringBack(actor: Actor, principal: Principal, suspension: Suspension): Promise<void> {
    return this.change(actor, async (tx) => {
      const person = await this.directory.personByHandle(tx, suspension.handle);
      const { [0]: administrator } = await this.directory.peopleAmong(tx, [principal.personId]);
      assertMayBringBack(person, known(administrator, 'A person'));
      const reason = await this.sign(tx, principal, 'people.bring-back', person, suspension);
      if (
        !(await this.holds.lift(tx, person.id, 'administrator')) &&
        !(await this.liftForgotten(tx, person.id))
      ) {
        throw conflict(
          'people.not_suspended_here',
          `${person.name} was not suspended by an administrator. What the policy file or the provisioning system says is changed there.`,
        );
      }
      tx.record(holdEvent('people.brought_back', person, reason));
      return person;
    });
  }

  /** A hold of a provisioning system that has no such user any more, and so will never lift it. */
  private async liftForgotten(tx: Tx, personId: string): Promise<boolean> {
    return !(await this.users.ofPerson(tx, personId)) && (await this.holds.lift(tx, personId, 'scim'));
  }

  private async change(actor: Actor, work: (tx: Tx) => Promise<Person>): Promise<void> {
    await this.uow.run(actor, async (tx) => {
      await changePolicy(tx);
      const before = await work(tx);
      const after = await this.directory.peopleAmong(tx, [before.id]);
      await this.ended.run(tx, { before: [before], after });
    });
  }

  private async sign(
    tx: Tx,
    principal: Principal,
    action: string,
    { id, handle }: Person,
    { reason, stepUpToken }: Suspension,
  ): Promise<string> {
    const inert = inertText(reason);
    await this.stepUps.consume(tx, principal, stepUpToken, {
      action,
      subjectId: id,
      digest: digestOf({ action, handle, reason: inert }),
      maxAgeSeconds: STEP_UP_AGE,
      privileged: true,
    });
    return inert;
  }
}

function assertMayBringBack(person: Person, administrator: Person): void {
  const fault = suspensionFault({ ...person, status: 'active', jobRoles: [] }, administrator, []);
  if (fault) throw fault;
}

const holdEvent = (type: 'people.suspended' | 'people.brought_back', { id }: Person, reason: string) => ({
  type,
  subject: { kind: 'person', id },
  severity: 'alert' as const,
  data: { reason: personal(id, reason), by: open('administrator') },
});
