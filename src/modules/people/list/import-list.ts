import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { digestOf, sha256 } from '../../../platform/crypto/digest';
import type { Actor } from '../../../platform/database/actor';
import { type Reader, type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { changePolicy } from '../../catalog';
import { StepUpService } from '../../identity';
import type { KnownPeople } from './domain/known-people';
import { type ManyLeave, manyLeave } from './domain/many-leave';
import { type ListPlan, type PlannedPerson, planList } from './domain/plan-list';
import { readList } from './domain/read-list';
import { circleRefused, listImported } from './list-events';
import { changedMeanwhile, faultyList, manyWouldLeave } from './list-refusals';
import { ReadKnownPeople } from './read-known-people';
import { WriteListedPeople } from './write-listed-people';

const ACTION = 'people.import-list';
const STEP_UP_AGE = 300;

export interface ListInput {
  readonly bytes: Uint8Array;
  /** Whoever the list manages and does not name leaves. */
  readonly complete: boolean;
}

export interface ListPreview extends ListPlan {
  /** Over the file and every word of what it would change: what the second factor covers. */
  readonly digest: string;
  readonly manyLeave: ManyLeave | undefined;
}

export interface ListApproval {
  /** Of what was shown. */
  readonly digest: string;
  /** How many leave, where that has to be said. */
  readonly leaving: number | undefined;
  /** Missing on the server itself, where whoever runs the command is the operator. */
  readonly by?: { readonly principal: Principal; readonly stepUpToken: string | undefined };
}

/** People from a list (CSV): first what it would change, then exactly that, or nothing where a single row is at fault. */
@Injectable()
export class ImportList {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly known: ReadKnownPeople,
    private readonly people: WriteListedPeople,
    private readonly stepUps: StepUpService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async preview(input: ListInput): Promise<ListPreview> {
    const { preview } = await this.plan(this.uow.reader, this.clock.now(), input);
    return preview;
  }

  async apply(actor: Actor, input: ListInput, approval: ListApproval): Promise<ListPreview> {
    const applied = await this.uow.run(actor, async (tx) => {
      await changePolicy(tx);
      const { preview, known } = await this.plan(tx, tx.now, input);
      if (preview.faults.length > 0) {
        for (const event of circleRefused(preview.faults)) tx.record(event);
        return preview;
      }
      if (preview.people.every(({ effect }) => effect === 'stays')) return preview;
      await this.approve(tx, preview, approval);
      await this.people.write(tx, preview.people, known);
      tx.record(listImported(input, preview.people));
      return preview;
    });
    if (applied.faults.length > 0) throw faultyList(applied.faults);
    return applied;
  }

  private async plan(
    from: Reader,
    now: Date,
    { bytes, complete }: ListInput,
  ): Promise<{ known: KnownPeople; preview: ListPreview }> {
    const { known, words } = await this.known.run(from, now);
    const { rows, faults } = readList(bytes, words);
    const plan: ListPlan = faults.length > 0 ? { people: [], faults } : planList(rows, known, complete);
    const digest = digestOf({
      action: ACTION,
      list: sha256(bytes),
      complete,
      shown: plan.people.map(shownOf),
    });
    return { known, preview: { ...plan, digest, manyLeave: manyLeave(plan.people, known) } };
  }

  private async approve(
    tx: Tx,
    { digest, manyLeave: many }: ListPreview,
    approval: ListApproval,
  ): Promise<void> {
    if (approval.digest !== digest) throw changedMeanwhile();
    if (many !== undefined && approval.leaving !== many.leaving) throw manyWouldLeave(many);
    if (approval.by === undefined) return;
    const { principal, stepUpToken } = approval.by;
    await this.stepUps.consume(tx, principal, stepUpToken, {
      action: ACTION,
      subjectId: principal.personId,
      digest,
      maxAgeSeconds: STEP_UP_AGE,
      privileged: true,
    });
  }
}

const shownOf = ({ line, effect, handle, name, words }: PlannedPerson) => ({
  line,
  effect,
  handle,
  name,
  words,
});
