import { Inject, Injectable } from '@nestjs/common';
import { DAY } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import type { Tx } from '../../../platform/database/unit-of-work';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import { DirectoryRepository, type Person } from '../../directory';
import { isGivenByFileAlone } from '../../policy';
import { isOverseen } from '../domain/reach';
import {
  approvedMail,
  byOperatorMail,
  type ChangeMail,
  inForceMail,
  type MailedChange,
  overMail,
  proposedMail,
} from './change-mail';
import type { PolicyChange } from './policy-change';

const USEFUL_FOR = 7 * DAY;

type Told = Pick<PolicyChange, 'id' | 'proposedBy'> & MailedChange;

/** The address somebody had at that moment: a change may be about that very address. */
export type Addressee = Pick<Person, 'id' | 'name' | 'email'>;

/**
 * Writes to whoever is concerned, in the transaction of what it tells: of a change of the circle, or of what it keeps, everybody
 * who is of it or oversees it, before or afterwards; of any other change those who may approve it, and then who proposed it.
 */
@Injectable()
export class TellOfChange {
  constructor(
    private readonly directory: DirectoryRepository,
    private readonly outbox: MailOutbox,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async proposed(tx: Tx, change: Told, circleIds: readonly string[]): Promise<void> {
    const everybody = await this.concerned(tx, circleIds);
    const { proposedBy } = change;
    const proposer =
      proposedBy === null
        ? "Somebody at the server's command line"
        : (await this.directory.person(tx, proposedBy)).name;
    await this.send(
      tx,
      'proposed',
      change,
      everybody.filter(({ id }) => id !== proposedBy),
      proposedMail(change, proposer),
    );
  }

  async approved(tx: Tx, change: Told, circleIds: readonly string[], effectiveAt: Date): Promise<void> {
    // Any other comes into force at once, and that is told.
    if (!isOverseen(change.reach)) return;
    const everybody = await this.audience(tx, change, circleIds);
    await this.send(tx, 'approved', change, everybody, approvedMail(change, effectiveAt));
  }

  async inForce(
    tx: Tx,
    change: Told,
    before: readonly Addressee[],
    circleIds: readonly string[],
  ): Promise<void> {
    const after = await this.audience(tx, change, circleIds);
    await this.send(tx, 'in-force', change, [...before, ...after], inForceMail(change));
  }

  async takenBack(tx: Tx, change: Told, by: string, reason: string): Promise<void> {
    await this.over(tx, change, `${by} has stopped it: “${reason}”`);
  }

  /** It does not come into force. */
  async over(tx: Tx, change: Told, because: string): Promise<void> {
    await this.send(tx, 'over', change, await this.audience(tx, change, []), overMail(change, because));
  }

  /** Of no change that anybody approved: told to everybody, with the addresses before and after. */
  async byOperator(
    tx: Tx,
    change: MailedChange,
    before: readonly Addressee[],
    circleIds: readonly string[],
  ): Promise<void> {
    const everybody = [...before, ...(await this.concerned(tx, circleIds))];
    await this.send(tx, 'by-operator', { ...change, id: undefined }, everybody, byOperatorMail(change));
  }

  /** Who hears how a change goes on, by the addresses of this moment. */
  async audience(
    tx: Tx,
    { reach, proposedBy }: Pick<Told, 'reach' | 'proposedBy'>,
    circleIds: readonly string[],
  ): Promise<Addressee[]> {
    if (isOverseen(reach)) return this.concerned(tx, circleIds);
    return proposedBy === null ? [] : this.directory.peopleAmong(tx, [proposedBy]);
  }

  /** Everybody of the circle and its oversight, and these too. */
  async concerned(tx: Tx, circleIds: readonly string[] = []): Promise<Addressee[]> {
    const people = await this.directory.people(tx);
    return people.filter(
      ({ id, status, jobRoles }) =>
        status !== 'left' && (circleIds.includes(id) || jobRoles.some(isGivenByFileAlone)),
    );
  }

  private async send(
    tx: Tx,
    kind: string,
    { id }: { readonly id: string | undefined },
    people: readonly Addressee[],
    mail: ChangeMail,
  ): Promise<void> {
    const url = `${this.environment.publicUrl}/changes${id === undefined ? '' : `/${id}`}`;
    const byAddress = new Map(people.map((person) => [person.email, person]));
    for (const person of byAddress.values()) {
      await this.outbox.post(tx, {
        kind: `rules-${kind}`,
        personId: person.id,
        to: person.email,
        message: mail(person.name, url),
        notAfter: new Date(tx.now.getTime() + USEFUL_FOR),
      });
    }
  }
}
