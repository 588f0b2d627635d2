import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Tx } from '../../../platform/database/unit-of-work';
import type { Actor } from '../../../platform/database/actor';
import { AccountLinks } from '../accounts/account-links';
import { BrowserStepUpRepository } from '../browser-step-ups/browser-step-up.repository';
import { DeviceRepository } from '../devices/device.repository';
import { EndApiTokens } from '../tokens/end-api-tokens';
import { sessionsEnded, signedOut } from '../identity-events';
import { StepUpRepository } from '../step-up/step-up.repository';
import { type SessionEnd, WebSessionRepository } from './web-session.repository';

/** Why everything ends that a person is signed in with. */
export type WholeEnd = 'person-disabled' | 'job-role-lost' | 'credential-changed';

/** Ends sessions before their time. */
@Injectable()
export class EndSessions {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly sessions: WebSessionRepository,
    private readonly stepUps: StepUpRepository,
    private readonly devices: DeviceRepository,
    private readonly browserStepUps: BrowserStepUpRepository,
    private readonly tokens: EndApiTokens,
    private readonly links: AccountLinks,
  ) {}

  /** Of a session that its person gives up. Nothing happens when it has ended already. */
  one(actor: Actor, { id, personId }: { id: string; personId: string }, reason: SessionEnd): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const ended = await this.sessions.end(tx, id, reason);
      tx.record(signedOut(personId, id, ended ? reason : 'already-over'));
    });
  }

  /** Those of a person but the one that asks; how many there were. */
  othersOf(actor: Actor, personId: string, except: string): Promise<number> {
    return this.uow.run(actor, async (tx) => {
      const count = await this.sessions.endAllOf(tx, personId, 'ended-elsewhere', except);
      tx.record(sessionsEnded(personId, count, 'ended-elsewhere'));
      return count;
    });
  }

  /**
   * Every session and token of a person and every step-up that is not used yet, within the transaction of whatever takes their
   * access away (I16). How many sessions there were; none is nothing to record. The session that the person makes the change
   * in may go on (`except`), without its unused step-ups.
   */
  async allOf(tx: Tx, personId: string, reason: WholeEnd, except?: string): Promise<number> {
    const count = await this.sessions.endAllOf(tx, personId, reason, except);
    // A request that was let in a moment ago still carries its session, but it finds nothing to use up any more.
    await this.stepUps.forgetUnusedOf(tx, personId);
    // In this order: whoever allows a command line at this moment holds their step-up, and one that fetches its token holds
    // its row, so that by now each is there to be ended.
    await this.devices.voidAllowedBy(tx, personId);
    await this.browserStepUps.voidOf(tx, personId);
    await this.tokens.allOf(tx, personId, reason);
    // Whoever comes back is invited anew: what lies in a mailbox meanwhile opens nothing.
    if (reason === 'person-disabled') await this.links.voidAll(tx, personId);
    if (count > 0) tx.record(sessionsEnded(personId, count, reason));
    return count;
  }

  /** Every session that this identity provider vouched for, and every step-up in them that is not used yet. */
  async ofProvider(tx: Tx, identityProviderId: string): Promise<void> {
    const reason = 'provider-retired';
    const ended = await this.sessions.endAllOfProvider(tx, identityProviderId, reason);
    await this.stepUps.forgetUnusedIn(
      tx,
      ended.map(({ id }) => id),
    );
    for (const { id, personId } of ended) tx.record(signedOut(personId, id, reason));
  }
}
