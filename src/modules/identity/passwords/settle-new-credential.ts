import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/unit-of-work';
import { AttemptWindows } from '../sign-in/attempt-window';
import { attemptBucket, type GuessedSecret } from '../domain/lockout';
import { EndSessions } from '../sessions/end-sessions';

/**
 * What a new password or a new seed puts an end to. Whoever knew the old one may be signed in with it at this moment, so
 * nothing that rested on it goes on, and guesses at the old one do not count against the new one.
 */
@Injectable()
export class SettleNewCredential {
  constructor(
    private readonly sessions: EndSessions,
    private readonly attempts: AttemptWindows,
  ) {}

  /**
   * Call it after the new secret was written: a sign-in with the old one that runs beside this holds its row until it
   * commits, so its session is there to be ended by then. `except` is the session that the person makes the change in.
   */
  async run(tx: Tx, personId: string, secret: GuessedSecret, except?: string): Promise<void> {
    await this.sessions.allOf(tx, personId, 'credential-changed', except);
    await this.attempts.clear(tx, attemptBucket(secret, { personId }));
  }
}
