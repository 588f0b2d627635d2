import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/database/actor';
import type { AuditReference } from '../../platform/database/audit-event';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { accessRefused } from './identity-events';

@Injectable()
export class RecordRefusedAccess {
  constructor(private readonly uow: UnitOfWork) {}

  /**
   * Puts on record that somebody reached for what is not theirs. The caller then answers exactly as if it did not exist.
   * A unit of its own: call it outside the transaction that the refusal undoes.
   */
  run(actor: Actor, thing: AuditReference, attempt: string): Promise<void> {
    return this.uow.record(actor, accessRefused(thing, attempt));
  }
}
