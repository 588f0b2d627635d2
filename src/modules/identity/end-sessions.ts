import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Tx } from '../../platform/database/unit-of-work';
import type { Actor } from '../../platform/database/actor';
import { sessionsEnded, signedOut } from './identity-events';
import { type SessionEnd, WebSessionRepository } from './web-session.repository';

/** Ends sessions before their time. */
@Injectable()
export class EndSessions {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly sessions: WebSessionRepository,
  ) {}

  /** Of a session that its person gives up. Nothing happens when it has ended already. */
  one(actor: Actor, { id, personId }: { id: string; personId: string }, reason: SessionEnd): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const ended = await this.sessions.end(tx, id, reason);
      tx.record(signedOut(personId, id, ended ? reason : 'already-over'));
    });
  }

  /** Every session of a person, within the transaction of whatever takes their access away (I16). How many there were. */
  async allOf(tx: Tx, personId: string, reason: SessionEnd): Promise<number> {
    const count = await this.sessions.endAllOf(tx, personId, reason);
    tx.record(sessionsEnded(personId, count, reason));
    return count;
  }
}
