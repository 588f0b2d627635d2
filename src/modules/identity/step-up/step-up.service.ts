import { Injectable } from '@nestjs/common';
import { type DomainError, forbidden, unauthenticated, upstreamUnavailable } from '../../../kernel';
import { hashToken } from '../../../platform/crypto/token';
import type { Tx } from '../../../platform/database/unit-of-work';
import { privilegedUseHeld } from '../factors/factor-refusals';
import { PrivilegeHoldRepository } from '../factors/privilege-hold.repository';
import { acceptedAge, freshSince, isFromTheFuture } from '../domain/step-up-rules';
import {
  type ConsumedStepUp,
  type StepUpBinding,
  type StepUpHolder,
  StepUpRepository,
} from './step-up.repository';

export interface StepUpDemand extends StepUpBinding {
  /** Seconds since the code was given; more than 300 counts as 300. */
  readonly maxAgeSeconds: number;
  /** For what waits while the person's privileged use is held; ending access never does. */
  readonly privileged?: boolean;
  /** Nothing else will do. */
  readonly factor?: 'passkey';
}

/** The proof that the person who acts gave a fresh second factor for this very action (RFC 9470). */
@Injectable()
export class StepUpService {
  constructor(
    private readonly stepUps: StepUpRepository,
    private readonly holds: PrivilegeHoldRepository,
  ) {}

  /**
   * Uses the proof up together with what `tx` does. Throws `insufficient_user_authentication`, which says what to prove,
   * when there is none, or it is older, used, of another session or token, or for anything but exactly this. Where the clock of
   * this process is too far behind to tell, `identity.clocks_apart`: then nothing is used up. While the person's privileged
   * use is held, what is privileged throws `identity.privileged_use_held`. Another factor than the one demanded throws
   * `identity.passkey_required`.
   */
  async consume(
    tx: Tx,
    holder: StepUpHolder,
    token: string | undefined,
    { maxAgeSeconds, privileged = false, factor, ...binding }: StepUpDemand,
  ): Promise<ConsumedStepUp> {
    const hold = privileged ? await this.holds.of(tx, holder.personId, tx.now) : undefined;
    if (hold) throw privilegedUseHeld(hold);
    if (!token) throw insufficient(binding, maxAgeSeconds);
    const proof = { tokenHash: hashToken(token), notBefore: freshSince(tx.now, maxAgeSeconds) };
    const consumed = await this.stepUps.consume(tx, holder, binding, proof);
    if (!consumed) throw insufficient(binding, maxAgeSeconds);
    if (factor && consumed.factor !== factor) throw needsPasskey();
    if (isFromTheFuture(consumed.verifiedAt, tx.now)) throw clocksApart();
    return consumed;
  }
}

const insufficient = ({ action, subjectId, digest }: StepUpBinding, maxAgeSeconds: number): DomainError =>
  unauthenticated('insufficient_user_authentication', 'Confirm this with your second factor.', {
    stepUp: { action, subjectId, digest },
    maxAgeSeconds: acceptedAge(maxAgeSeconds),
  });

/** What a thief of a telephone number or of a seed can give, and what can be relayed from a false page, is not enough. */
const needsPasskey = (): DomainError =>
  forbidden(
    'identity.passkey_required',
    'This is confirmed with a passkey alone. Add one under Security settings, if you have none.',
  );

/** Another code would not help, so none is asked for. */
const clocksApart = (): DomainError =>
  upstreamUnavailable(
    'identity.clocks_apart',
    'The clocks of the servers are too far apart to tell how old your code is. Tell an administrator; nothing was changed.',
  );
