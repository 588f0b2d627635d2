import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { conflict } from '../../kernel';
import type { Actor } from '../../platform/database/actor';
import { UnitOfWork, violatedConstraint, type Tx } from '../../platform/database/unit-of-work';
import { changePolicy } from '../catalog';
import { DirectoryRepository, type Person } from '../directory';
import { BeginWithNothing, EndWhatWasLost } from '../people';
import { AppliedFiles } from './applied-files';
import { changeEvent, policyApplied } from './change-events';
import type { CheckedPolicyFile } from './check-policy-file';
import { VoidChanges } from './changes/void-changes';
import type { Change } from './plan/change';
import { planChanges } from './plan/plan';
import { desiredState, type PolicyState } from './plan/policy-state';
import { settle } from './plan/settle';
import { idsFor, type PolicyIds } from './state/policy-ids';
import { RuleChangesRepository } from './state/rule-changes.repository';
import { ReadPolicyState } from './state/read-policy-state';
import { WriteCatalog } from './state/write-catalog';
import { WriteIdentityProviders } from './state/write-identity-providers';
import { WriteSlackWorkspaces } from './state/write-slack-workspaces';
import { WritePeople } from './state/write-people';

@Injectable()
export class ApplyPolicyFile {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly stored: ReadPolicyState,
    private readonly people: WritePeople,
    private readonly providers: WriteIdentityProviders,
    private readonly workspaces: WriteSlackWorkspaces,
    private readonly catalog: WriteCatalog,
    private readonly ruleChanges: RuleChangesRepository,
    private readonly directory: DirectoryRepository,
    private readonly beginning: BeginWithNothing,
    private readonly ended: EndWhatWasLost,
    private readonly applied: AppliedFiles,
    private readonly voids: VoidChanges,
  ) {}

  /**
   * Makes the database say what the file says, in one transaction with one audit event a change, and answers the changes.
   * Idempotent: a second time changes nothing and records nothing, also when two servers start together. Sessions and grants
   * that rest on what was taken away end in the same transaction (I16). It asks for nobody's approval: `ApplyAsOperator` and
   * `PutChangeInForce` say when that may be.
   */
  run(actor: Actor, checked: CheckedPolicyFile): Promise<readonly Change[]> {
    return this.alone(actor, (tx) => this.within(tx, checked));
  }

  /** One at a time, of all processes. */
  alone<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.uow
      .run(actor, async (tx) => {
        await changePolicy(tx);
        return work(tx);
      })
      .catch(inWords);
  }

  /** The same in a transaction that holds the policy's lock. */
  async within(tx: Tx, { file, digest }: CheckedPolicyFile): Promise<readonly Change[]> {
    const { state: current, ids: known } = await this.stored.read(tx);
    const desired = desiredState(file);
    const changes = planChanges(current, desired);
    const another = await this.applied.putInForce(tx, digest);
    if (another) await this.voids.overtaken(tx, digest);
    if (changes.length === 0) {
      if (another) tx.record(policyApplied(digest, 0));
      return changes;
    }
    const before = await this.directory.people(tx);
    const settled = settle(current, desired);
    const ids = idsFor(settled, known);
    for (const { id } of before.filter(returnsIn(settled))) await this.beginning.run(tx, id);
    await this.write(tx, current, settled, ids);
    await this.directory.releaseNames(tx, Object.keys(file.people));
    for (const change of changes) tx.record(changeEvent(change, ids, digest));
    tx.record(policyApplied(digest, changes.length));
    await this.ended.run(tx, { before, after: await this.directory.people(tx) }, true);
    return changes;
  }

  private async write(tx: Tx, current: PolicyState, settled: PolicyState, ids: PolicyIds): Promise<void> {
    await this.people.write(tx, current, settled, ids);
    await this.providers.write(tx, current, settled, ids);
    await this.workspaces.write(tx, current, settled, ids);
    await this.catalog.write(tx, current, settled, ids);
    if (settled.ruleChanges && !isDeepStrictEqual(current.ruleChanges, settled.ruleChanges))
      await this.ruleChanges.save(tx, settled.ruleChanges);
    await this.people.removeJobRoles(tx, current, settled);
  }
}

/** Whoever has left, by whichever source, and is named again. */
const returnsIn =
  ({ people }: PolicyState) =>
  ({ handle, saidStatus }: Person): boolean =>
    saidStatus === 'left' && (people.get(handle)?.status ?? 'left') !== 'left';

const IN_WORDS: Partial<Record<string, string>> = {
  person_email_unique:
    'An e-mail address of this file belongs to another person on record, perhaps one who has left: give one of the two another address first.',
};

/** A constraint of the database that a file can meet only by what is on record already. */
function inWords(error: unknown): never {
  const sentence = IN_WORDS[violatedConstraint(error) ?? ''];
  if (sentence !== undefined) throw conflict('policy_file.conflict', sentence);
  throw error;
}
