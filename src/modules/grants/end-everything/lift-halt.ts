import { Injectable } from '@nestjs/common';
import { conflict, forbidden } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { open, personal } from '../../../platform/database/audit-event';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { holdPolicy } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { RecordRefusedAccess, StepUpService } from '../../identity';
import { inertText, LONGEST_STEP_UP_AGE } from '../../policy';
import { liftRefusal } from '../domain/bulk-scope';
import { referencesOf } from './bulk-revocation';
import type { LiftBody } from './end-everything.dto';
import { HaltRepository } from './halt.repository';
import { liftDigest } from './halt-views';

/** From this commit on access in its scope is approved and issued again. What was ended stays ended. */
@Injectable()
export class LiftHalt {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly halts: HaltRepository,
    private readonly directory: DirectoryRepository,
    private readonly stepUps: StepUpService,
    private readonly refused: RecordRefusedAccess,
  ) {}

  async run(
    actor: Actor,
    principal: Principal,
    haltId: string,
    { reason, digest }: LiftBody,
    stepUpToken: string | undefined,
  ): Promise<void> {
    await this.assertNotOwn(actor, principal, haltId);
    await this.uow.run(actor, async (tx) => {
      await holdPolicy(tx);
      const halt = await this.halts.lock(tx, haltId);
      if (halt.liftedAt !== null) throw conflict('grants.halt_lifted', 'This halt has been lifted already.');
      if (digest !== liftDigest(halt))
        throw conflict('grants.changed', 'This is not what you were shown. Reload the page and look again.');
      const stepUp = await this.stepUps.consume(tx, principal, stepUpToken, {
        action: 'grants.lift-halt',
        subjectId: halt.id,
        digest,
        maxAgeSeconds: LONGEST_STEP_UP_AGE,
        privileged: true,
      });
      await this.halts.lift(tx, halt.id, principal.personId, inertText(reason));
      tx.record({
        type: 'grants.halt_lifted',
        subject: { kind: 'halt', id: halt.id },
        related: referencesOf(halt.scope),
        severity: 'alert',
        data: {
          scope: open(halt.scope.kind),
          reason: personal(principal.personId, inertText(reason)),
          factor: open(stepUp.factor),
          stepUpId: open(stepUp.id),
          digest: open(digest),
        },
      });
    });
  }

  /** Before the transaction, so that the attempt is on record though it changed nothing. */
  private async assertNotOwn(actor: Actor, { personId }: Principal, haltId: string): Promise<void> {
    const { scope } = await this.halts.find(this.uow.reader, haltId);
    const accounts = (await this.directory.organisationAround(this.uow.reader, [personId])).people;
    const refusal = liftRefusal(
      scope,
      accounts.map(({ id }) => id),
    );
    if (!refusal) return;
    await this.refused.run(actor, { kind: 'halt', id: haltId }, 'lift');
    throw forbidden(refusal.code, refusal.sentence);
  }
}
