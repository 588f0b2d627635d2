import { Injectable } from '@nestjs/common';
import { conflict, newId } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { holdPolicy } from '../../catalog';
import { inertText } from '../../policy';
import type { SoundPolicyFile } from '../check-policy-file';
import { CompareFile, type ComparedFile } from './compare-file';
import { LAPSES_AFTER } from './policy-change';
import { changeProposed } from './policy-change-events';
import { PolicyChangeRepository } from './policy-change.repository';
import { TellOfChange } from './tell-of-change';

/** Whoever is asked to look at everything looks at nothing. */
const OPEN_AT_MOST = 3;

export interface Proposal {
  /** null: from the server's own command line or its start. */
  readonly personId: string | null;
  readonly reason: string;
}

/** A changed file is kept with what it would change, and waits for its approvals. It changes nothing. */
@Injectable()
export class ProposeChange {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly compare: CompareFile,
    private readonly changes: PolicyChangeRepository,
    private readonly tell: TellOfChange,
  ) {}

  /** Answers the id of the change. */
  run(actor: Actor, file: SoundPolicyFile, proposal: Proposal): Promise<string> {
    return this.uow.run(actor, async (tx) => {
      await holdPolicy(tx);
      return this.within(tx, file, await this.compare.run(tx, file), proposal);
    });
  }

  /** The same in a transaction that holds the policy's lock. */
  async within(
    tx: Tx,
    { bytes, digest }: SoundPolicyFile,
    { baseDigest, changes, reach, gainerIds, circleIds }: ComparedFile,
    { personId, reason }: Proposal,
  ): Promise<string> {
    if (changes.length === 0) throw nothingToChange();
    if (personId !== null && (await this.changes.openOf(tx, personId)) >= OPEN_AT_MOST) throw tooMany();
    const change = {
      id: newId(),
      fileDigest: digest,
      baseDigest,
      reach,
      changes,
      gainerIds,
      reason: inertText(reason),
      proposedBy: personId,
      lapsesAt: new Date(tx.now.getTime() + LAPSES_AFTER),
    };
    await this.changes.insert(tx, { ...change, file: bytes });
    tx.record(changeProposed(change));
    await this.tell.proposed(tx, change, circleIds);
    return change.id;
  }
}

const nothingToChange = () =>
  conflict('policy.nothing_to_change', 'This file says what the rules in force say already.');

const tooMany = () =>
  conflict(
    'policy.too_many_changes',
    `You have ${OPEN_AT_MOST} changes of the rules open. Wait until one is decided, or withdraw one.`,
  );
