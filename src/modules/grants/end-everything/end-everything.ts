import { Inject, Injectable } from '@nestjs/common';
import { conflict, newId } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { open, personal } from '../../../platform/database/audit-event';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { changePolicy } from '../../catalog';
import { type ConsumedStepUp, StepUpService } from '../../identity';
import { inertText, LONGEST_STEP_UP_AGE } from '../../policy';
import { mustHalt, type NamedScope, subjectOf } from '../domain/bulk-scope';
import { LEASE_CHANNEL } from '../deadlines/lease-channel';
import { referencesOf } from './bulk-revocation';
import { BulkRevocationRepository } from './bulk-revocation.repository';
import type { EndEverythingBody } from './end-everything.dto';
import { EndListedGrants } from './end-listed-grants';
import { FindScope } from './find-scope';
import { HaltRepository } from './halt.repository';
import { assertStillStands, endDigest } from './preview-scope';

/**
 * The switch that ends everything of a person, a profile, a system, or all. One short transaction writes down the halt and
 * which grants are to end; from its commit on nobody is allowed anything by them. Ending them follows in batches, here and
 * in every worker, so that thousands are no giant transaction and the death of this process loses none.
 */
@Injectable()
export class EndEverything {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly scopes: FindScope,
    private readonly bulk: BulkRevocationRepository,
    private readonly halts: HaltRepository,
    private readonly stepUps: StepUpService,
    private readonly endListed: EndListedGrants,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Answers the id under which its progress is told. */
  async run(
    actor: Actor,
    principal: Principal,
    body: EndEverythingBody,
    stepUpToken: string | undefined,
  ): Promise<string> {
    const id = await this.uow.run(actor, (tx) => this.within(tx, principal, body, stepUpToken));
    // The workers have been told and go on with it whatever happens here.
    await this.endListed
      .begin(actor, id)
      .catch((error: unknown) =>
        this.logger.error({ err: error, bulkRevocationId: id }, 'The first batch could not be ended here.'),
      );
    return id;
  }

  private async within(
    tx: Tx,
    principal: Principal,
    body: EndEverythingBody,
    stepUpToken: string | undefined,
  ): Promise<string> {
    // Waits for those who are approving or issuing at this moment, and then sees what they made.
    await changePolicy(tx);
    const scope = await this.scopes.by(tx, body.scope);
    assertAsShown(scope, body, tx.now);
    const stepUp = await this.stepUps.consume(tx, principal, stepUpToken, {
      action: 'grants.end-everything',
      subjectId: subjectOf(scope),
      digest: body.digest,
      maxAgeSeconds: LONGEST_STEP_UP_AGE,
    });
    const act = {
      id: newId(),
      scope,
      reason: inertText(body.reason),
      askedBy: principal.personId,
      askedAt: tx.now,
    };
    const haltId = body.halt ? await this.halt(tx, scope, act.reason, principal.personId) : null;
    await this.bulk.insert(tx, { ...act, haltId });
    const listed = await this.bulk.listGrants(tx, act.id, scope);
    this.record(tx, { ...act, haltId, listed }, body, stepUp);
    await tx.notify(LEASE_CHANNEL);
    return act.id;
  }

  private async halt(tx: Tx, scope: NamedScope, reason: string, placedBy: string): Promise<string> {
    const existing = await this.halts.openOf(tx, scope);
    if (existing !== undefined) return existing;
    const id = newId();
    await this.halts.insert(tx, { id, scope, reason, placedBy });
    tx.record({
      type: 'grants.halted',
      subject: { kind: 'halt', id },
      related: referencesOf(scope),
      severity: 'alert',
      data: { scope: open(scope.kind), reason: personal(placedBy, reason) },
    });
    return id;
  }

  private record(
    tx: Tx,
    act: {
      readonly id: string;
      readonly scope: NamedScope;
      readonly reason: string;
      readonly askedBy: string;
      readonly haltId: string | null;
      readonly listed: number;
    },
    { shown, digest }: EndEverythingBody,
    stepUp: ConsumedStepUp,
  ): void {
    const { haltId } = act;
    tx.record({
      type: 'grants.bulk_revocation_asked',
      subject: { kind: 'bulk-revocation', id: act.id },
      related: [...referencesOf(act.scope), ...(haltId === null ? [] : [{ kind: 'halt', id: haltId }])],
      severity: 'alert',
      data: {
        scope: open(act.scope.kind),
        listed: open(act.listed),
        shown: open(shown),
        halt: open(haltId !== null),
        reason: personal(act.askedBy, act.reason),
        factor: open(stepUp.factor),
        stepUpId: open(stepUp.id),
        digest: open(digest),
      },
    });
  }
}

function assertAsShown(
  scope: NamedScope,
  { halt, shown, digest }: Pick<EndEverythingBody, 'halt' | 'shown' | 'digest'>,
  now: Date,
): void {
  if (mustHalt(scope) && !halt)
    throw conflict(
      'grants.halt_needed',
      'Ending everything also halts everything, until the halt is lifted. Confirm it with the halt.',
    );
  if (digest !== endDigest(scope, halt, shown))
    throw conflict('grants.changed', 'This is not what you were shown. Reload the page and look again.');
  assertStillStands(shown, now);
}
