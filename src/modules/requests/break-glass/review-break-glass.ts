import { Injectable } from '@nestjs/common';
import { conflict, DomainError, forbidden, invalid, known } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { open, personal } from '../../../platform/database/audit-event';
import { digestOf } from '../../../platform/crypto/digest';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { DirectoryRepository } from '../../directory';
import { GrantRepository } from '../../grants';
import { StepUpService } from '../../identity';
import { breakGlassReviewRefusal, inertText, saysSomething } from '../../policy';
import type { BreakGlass, BreakGlassVerdict } from './break-glass';
import { breakGlassEvent } from './break-glass-events';
import { BreakGlassRepository } from './break-glass.repository';

export interface ReviewInput {
  readonly id: string;
  readonly verdict: BreakGlassVerdict;
  readonly note: string;
  readonly stepUpToken: string | undefined;
}

/** Seconds. */
const STEP_UP_AGE = 300;
const STILL_IN_USE: ReadonlySet<string> = new Set(['scheduled', 'claimable', 'active']);

/** Somebody else looks at what was done without an approval, says what they think of it, and signs that. */
@Injectable()
export class ReviewBreakGlass {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly breakGlass: BreakGlassRepository,
    private readonly directory: DirectoryRepository,
    private readonly grants: GrantRepository,
    private readonly stepUps: StepUpService,
  ) {}

  async review(actor: Actor, principal: Principal, input: ReviewInput): Promise<void> {
    try {
      await this.uow.run(actor, (tx) => this.reviewWithin(tx, principal, input));
    } catch (error) {
      await this.recordRefusal(actor, input, error);
      throw error;
    }
  }

  private async reviewWithin(tx: Tx, principal: Principal, input: ReviewInput): Promise<void> {
    const used = await this.breakGlass.lock(tx, input.id);
    await this.assertMayReview(tx, principal, used);
    if (used.reviewedAt)
      throw conflict('requests.break_glass_reviewed', 'This has been reviewed already. Reload the page.');
    await this.assertOver(tx, used);
    const note = inertText(input.note);
    if (!saysSomething(note))
      throw invalid('requests.break_glass_note', 'Say in words what you looked at and what you think of it.');
    const { verdict } = input;
    const stepUp = await this.stepUps.consume(tx, principal, input.stepUpToken, {
      action: 'requests.review-break-glass',
      subjectId: used.id,
      digest: digestOf({ action: 'requests.review-break-glass', id: used.id, verdict, note }),
      maxAgeSeconds: STEP_UP_AGE,
      privileged: true,
    });
    await this.breakGlass.review(tx, used.id, { by: principal.personId, verdict, note, stepUpId: stepUp.id });
    tx.record(
      breakGlassEvent('requests.break_glass_reviewed', used, verdict === 'justified' ? 'notice' : 'alert', {
        verdict: open(verdict),
        note: personal(principal.personId, note),
        factor: open(stepUp.factor),
        stepUpId: open(stepUp.id),
        late: open(used.reviewDueAt < tx.now),
      }),
    );
  }

  private async assertMayReview(tx: Tx, { personId }: Principal, used: BreakGlass): Promise<void> {
    const organisation = await this.directory.organisation(tx);
    const [reviewer, user] = [personId, used.personId].map((id) =>
      known(organisation.person(id), 'A person'),
    );
    const refusal = breakGlassReviewRefusal(reviewer, user);
    if (refusal) throw forbidden(refusal.code, refusal.sentence);
  }

  private async assertOver(tx: Tx, { requestId }: BreakGlass): Promise<void> {
    const [grant] = await this.grants.ofRequests(tx, [requestId]);
    if (grant && STILL_IN_USE.has(grant.state))
      throw conflict(
        'requests.break_glass_in_use',
        'This access is still in use. End it first, then review it.',
      );
  }

  private async recordRefusal(actor: Actor, { id }: ReviewInput, error: unknown): Promise<void> {
    if (!(error instanceof DomainError) || error.kind !== 'forbidden') return;
    const { code } = error;
    await this.uow.record(actor, {
      type: 'requests.break_glass_review_refused',
      subject: { kind: 'break-glass', id },
      severity: code === 'policy.own_break_glass' ? 'alert' : 'notice',
      data: { code: open(code) },
    });
  }
}
