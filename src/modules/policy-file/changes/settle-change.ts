import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import type { Tx } from '../../../platform/database/unit-of-work';
import { DirectoryRepository } from '../../directory';
import { ApplyPolicyFile } from '../apply-policy-file';
import { changeStanding } from './domain/change-approval';
import { factsOf, type PolicyChange } from './policy-change';
import { changeSettled } from './policy-change-events';
import { PolicyChangeRepository } from './policy-change.repository';
import { ReopenFile } from './reopen-file';
import { TellOfChange } from './tell-of-change';

/**
 * What became of one open change by now. Whatever was judged when it was approved is judged again by the facts of this moment:
 * an approver who has left, or rules that are others now, let nothing come into force.
 */
@Injectable()
export class SettleChange {
  constructor(
    private readonly policy: ApplyPolicyFile,
    private readonly changes: PolicyChangeRepository,
    private readonly directory: DirectoryRepository,
    private readonly reopen: ReopenFile,
    private readonly tell: TellOfChange,
  ) {}

  run(actor: Actor, id: string): Promise<void> {
    return this.policy.alone(actor, async (tx) => {
      const change = await this.changes.lock(tx, id);
      if (change.state === 'proposed' && change.lapsesAt <= tx.now) {
        const because = 'Not everybody who has to approve it did so in time.';
        await this.changes.settle(tx, change, 'lapse', { by: null, because });
        tx.record(changeSettled('policy.change_lapsed', change, because));
        await this.tell.over(tx, change, because);
      }
      if (change.state === 'approved' && change.effectiveAt !== null && change.effectiveAt <= tx.now)
        await this.putInForce(tx, change);
    });
  }

  private async putInForce(tx: Tx, change: PolicyChange): Promise<void> {
    const organisation = await this.directory.organisation(tx);
    const approvals = await this.changes.approvals(tx, [change.id]);
    const standing = changeStanding(factsOf(change), approvals, organisation);
    if (!standing.complete)
      return this.void(
        tx,
        change,
        `An approval does not count any more: ${standing.missing} would have to approve.`,
      );
    const compared = await this.reopen.run(tx, change).catch(asStale);
    if (compared instanceof DomainError) return this.void(tx, change, compared.detail);
    const before = await this.tell.audience(tx, change, compared.circleIds);
    await this.changes.settle(tx, change, 'put-in-force', { by: null, because: null });
    tx.record(changeSettled('policy.change_in_force', change));
    await this.policy.within(tx, compared.checked);
    await this.tell.inForce(tx, change, before, compared.circleIds);
  }

  private async void(tx: Tx, change: PolicyChange, because: string): Promise<void> {
    await this.changes.settle(tx, change, 'void', { by: null, because });
    tx.record(changeSettled('policy.change_void', change, because));
    await this.tell.over(tx, change, because);
  }
}

function asStale(error: unknown): DomainError {
  if (error instanceof DomainError && error.code === 'policy.change_stale') return error;
  throw error;
}
