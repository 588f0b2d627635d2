import { Injectable } from '@nestjs/common';
import { conflict } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { DirectoryRepository } from '../../directory';
import { StepUpService } from '../../identity';
import { inertText, LONGEST_STEP_UP_AGE } from '../../policy';
import type { ChangeDecision } from './approve-change';
import { digestOfChange, isOpen, type PolicyChange } from './policy-change';
import { changeTakenBack } from './policy-change-events';
import { PolicyChangeRepository } from './policy-change.repository';
import { TellOfChange } from './tell-of-change';

export interface Stop extends ChangeDecision {
  readonly reason: string;
}

const TYPES = {
  deny: 'policy.change_denied',
  withdraw: 'policy.change_withdrawn',
  stop: 'policy.change_stopped',
} as const;

/**
 * The one "no": a denial while approvals are missing, a stop afterwards, a withdrawal by whoever proposed it. One of the circle or
 * the data protection officer is enough, whoever gains or loses by it, and no hold keeps anybody from it: it only narrows.
 */
@Injectable()
export class StopChange {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly changes: PolicyChangeRepository,
    private readonly directory: DirectoryRepository,
    private readonly stepUps: StepUpService,
    private readonly tell: TellOfChange,
  ) {}

  run(actor: Actor, principal: Principal, { changeId, digest, reason, stepUpToken }: Stop): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const change = await this.changes.lock(tx, changeId);
      if (!isOpen(change))
        throw conflict(
          'policy.change_over',
          'This change of the rules is over already: nothing is left to stop.',
        );
      if (digest !== digestOfChange('policy.stop-change', change))
        throw conflict(
          'policy.change_not_as_shown',
          'This is not what you were shown. Reload the page and look again.',
        );
      const stepUp = await this.stepUps.consume(tx, principal, stepUpToken, {
        action: 'policy.stop-change',
        subjectId: change.id,
        digest,
        maxAgeSeconds: LONGEST_STEP_UP_AGE,
      });
      const event = eventOf(change, principal);
      const because = inertText(reason);
      await this.changes.settle(tx, change, event, { by: principal.personId, because });
      tx.record(changeTakenBack(TYPES[event], change, principal.personId, because, stepUp));
      const { name } = await this.directory.person(tx, principal.personId);
      await this.tell.takenBack(tx, change, name, because);
    });
  }
}

function eventOf({ state, proposedBy }: PolicyChange, { personId }: Principal): keyof typeof TYPES {
  if (state === 'approved') return 'stop';
  return proposedBy === personId ? 'withdraw' : 'deny';
}
