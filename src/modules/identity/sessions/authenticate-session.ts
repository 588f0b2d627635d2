import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { hashToken } from '../../../platform/crypto/token';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { jobNeedsSecondFactor } from '../abilities';
import { LAST_SEEN_RESOLUTION, seenLongAgo, sessionState } from '../domain/session-rules';
import type { CarriedToken } from './session-cookie';
import { type FoundSession, SessionLookup } from './session-lookup';
import type { WebSession } from './web-session';
import { WebSessionRepository } from './web-session.repository';

/** The session behind a token, unless it is over. */
@Injectable()
export class AuthenticateSession {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly lookup: SessionLookup,
    private readonly sessions: WebSessionRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run({ token, carriedBy }: CarriedToken): Promise<WebSession | undefined> {
    const tokenHash = hashToken(token.reveal());
    const found = await this.lookup.byToken(tokenHash);
    if (!found) return undefined;
    const now = this.clock.now();
    const state = sessionState(found, found.approves || jobNeedsSecondFactor(found.jobRoles), now);
    if (state === 'over') return undefined;
    const { id, personId, name, jobRoles, enrolmentBasis, expiresAt } = found;
    const lastSeenAt = await this.noteUse(found, now);
    return {
      id,
      state,
      personId,
      name,
      jobRoles,
      enrolmentBasis,
      lastSeenAt,
      expiresAt,
      tokenHash,
      carriedBy,
    };
  }

  private async noteUse({ id, lastSeenAt }: FoundSession, now: Date): Promise<Date> {
    if (!seenLongAgo(lastSeenAt, now)) return lastSeenAt;
    const unlessSince = new Date(now.getTime() - LAST_SEEN_RESOLUTION);
    await this.uow.bookkeeping('identity.last_seen: use moves the idle deadline', (tx) =>
      this.sessions.touch(tx, id, unlessSince),
    );
    return now;
  }
}
