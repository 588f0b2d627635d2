import { Inject, Injectable } from '@nestjs/common';
import { type Clock, invalid, notFound } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { AttemptWindows } from '../sign-in/attempt-window';
import { attemptBucket } from '../domain/lockout';
import { typedUserCode } from '../domain/user-code';
import { IdentityKeys } from '../identity-keys';
import { lockedUntil } from '../refusals';
import { userCodeRefused, userCodesLocked } from './device-events';
import { DeviceRepository, type WaitingDevice } from './device.repository';

/** Finds the command line that waits under a code, within the attempts that the person has left (RFC 8628 § 5.1). */
@Injectable()
export class FindDevice {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly devices: DeviceRepository,
    private readonly attempts: AttemptWindows,
    private readonly keys: IdentityKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(actor: Actor, personId: string, typed: string): Promise<WaitingDevice> {
    const code = typedUserCode(typed);
    if (code === undefined) {
      throw invalid('identity.user_code_malformed', 'A code has eight letters, like BCDF-GHJK.');
    }
    const bucket = attemptBucket('user-code', { personId });
    const attempt = await this.attempts.reserve(bucket);
    const now = this.clock.now();
    if (!attempt.allowed) throw lockedUntil(attempt.until, now);
    const found = await this.devices.waiting(this.uow.reader, this.keys.userCodeHash(code), now);
    if (!found) {
      const consequences = attempt.lockout ? [userCodesLocked(personId, attempt.lockout)] : [];
      await this.uow.record(actor, userCodeRefused(personId), ...consequences);
      throw unknownUserCode();
    }
    // The wrong ones before it still count: anybody can start a device and type its code in between.
    await this.uow.bookkeeping('identity.attempts: a count, not a decision', (tx) =>
      this.attempts.giveBack(tx, bucket),
    );
    return found;
  }
}

const unknownUserCode = () =>
  notFound(
    'identity.unknown_user_code',
    'No command line waits under this code. It may have run out: start “sallyport login” again.',
  );
