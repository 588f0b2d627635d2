import { Injectable } from '@nestjs/common';
import { conflict, DomainError, forbidden, known, SECOND } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { holdPolicy } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { StepUpService } from '../../identity';
import { LONGEST_STEP_UP_AGE } from '../../policy';
import { isOverseen } from '../domain/reach';
import { RuleChangesRepository } from '../state/rule-changes.repository';
import { changeStanding, mayApproveChange } from './domain/change-approval';
import { factsOf, type PolicyChange, type PolicyChangeApproval } from './policy-change';
import { changeApproved } from './policy-change-events';
import { PolicyChangeRepository } from './policy-change.repository';
import { ReopenFile } from './reopen-file';
import { SETTLE_CHANGES } from './settle-changes.job';
import { TellOfChange } from './tell-of-change';

export interface ChangeDecision {
  readonly changeId: string;
  /** What was shown. */
  readonly digest: string;
  readonly stepUpToken: string | undefined;
}

/**
 * One person's approval of a change of the rules, by a second factor over exactly the file and the difference that were shown.
 * The last one says when it comes into force; a job puts it there, and judges everything again.
 */
@Injectable()
export class ApproveChange {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly changes: PolicyChangeRepository,
    private readonly directory: DirectoryRepository,
    private readonly ruleChanges: RuleChangesRepository,
    private readonly reopen: ReopenFile,
    private readonly stepUps: StepUpService,
    private readonly tell: TellOfChange,
  ) {}

  async run(actor: Actor, principal: Principal, decision: ChangeDecision): Promise<void> {
    try {
      await this.uow.run(actor, (tx) => this.within(tx, principal, decision));
    } catch (error) {
      await this.recordRefusal(actor, decision, error);
      throw error;
    }
  }

  private async within(
    tx: Tx,
    principal: Principal,
    { changeId, digest, stepUpToken }: ChangeDecision,
  ): Promise<void> {
    await holdPolicy(tx);
    const change = await this.changes.lock(tx, changeId);
    const facts = factsOf(change);
    const organisation = await this.directory.organisation(tx);
    const person = known(organisation.person(principal.personId), 'A person');
    const allowance = mayApproveChange(person, facts, organisation);
    if (!allowance.allowed) throw forbidden(allowance.reason.code, allowance.reason.sentence);
    assertWaits(change, tx.now);
    if (digest !== facts.digest)
      throw conflict(
        'policy.change_not_as_shown',
        'This is not what you were shown. Reload the page and look again.',
      );
    const { circleIds } = await this.reopen.run(tx, change);
    const stepUp = await this.stepUps.consume(tx, principal, stepUpToken, {
      action: 'policy.approve-change',
      subjectId: change.id,
      digest,
      maxAgeSeconds: LONGEST_STEP_UP_AGE,
      privileged: true,
    });
    const approval: PolicyChangeApproval = {
      changeId,
      approverId: principal.personId,
      digest,
      decidedAt: tx.now,
      stepUpAt: stepUp.verifiedAt,
    };
    await this.changes.insertApproval(tx, approval);
    const given = await this.changes.approvals(tx, [changeId]);
    const complete = changeStanding(facts, given, organisation).complete;
    const effectiveAt = complete ? await this.effectiveAt(tx, change) : undefined;
    tx.record(changeApproved(change, digest, stepUp, effectiveAt));
    if (effectiveAt === undefined) return;
    await this.changes.approve(tx, change, effectiveAt);
    await this.tell.approved(tx, change, circleIds, effectiveAt);
    await tx.enqueue(SETTLE_CHANGES, {}, { runAt: effectiveAt, key: `${SETTLE_CHANGES}:${change.id}` });
  }

  /** By the delay in force, not by the one that the file would bring. */
  private async effectiveAt(tx: Tx, { reach }: PolicyChange): Promise<Date> {
    if (!isOverseen(reach)) return tx.now;
    const { circleDelay } = known(await this.ruleChanges.find(tx), 'An organisation');
    return new Date(tx.now.getTime() + circleDelay * SECOND);
  }

  /** A refused approval changed nothing, so it is written down in a unit of its own. */
  private async recordRefusal(actor: Actor, { changeId }: ChangeDecision, error: unknown): Promise<void> {
    if (!(error instanceof DomainError) || error.kind === 'notFound') return;
    const { code } = error;
    await this.uow.record(actor, {
      type: 'policy.approval_refused',
      subject: { kind: 'policy-change', id: changeId },
      severity: code === 'policy.own_change' || code === 'policy.gains_by_change' ? 'alert' : 'notice',
      data: { code: open(code) },
    });
  }
}

function assertWaits({ state, lapsesAt }: PolicyChange, now: Date): void {
  if (state === 'proposed' && lapsesAt > now) return;
  throw conflict(
    'policy.change_not_waiting',
    state === 'approved'
      ? 'This change has all its approvals already.'
      : 'This change of the rules does not wait for an approval any more.',
  );
}
