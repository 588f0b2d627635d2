import { Injectable } from '@nestjs/common';
import { DAY, HOUR } from '../../../kernel';
import { UnitOfWork, type Tx } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { ApiTokenRepository } from '../tokens/api-token.repository';
import { AccountLinkRepository } from '../accounts/account-link.repository';
import { AttemptWindows } from '../sign-in/attempt-window';
import { BrowserStepUpRepository } from '../browser-step-ups/browser-step-up.repository';
import { DeviceRepository } from '../devices/device.repository';
import { QUIET_PERIOD } from '../domain/lockout';
import { UsedReturns } from '../single-sign-on/used-returns';
import { EnrolmentRepository } from '../factors/enrolment.repository';
import { PasskeyRepository } from '../factors/passkey.repository';
import { PrivilegeHoldRepository } from '../factors/privilege-hold.repository';
import { StepUpRepository } from '../step-up/step-up.repository';
import { WebSessionRepository } from './web-session.repository';

/** How long somebody can still look up where they were signed in. The audit trail keeps its own record. */
const KEPT_FOR = 30 * DAY;
/** A step-up is worth nothing after five minutes; what it was used for keeps it. */
const UNUSED_STEP_UP_KEPT_FOR = DAY;
const DEVICE_KEPT_FOR = DAY;

/** Challenges, enrolments and holds mean nothing after their end; an hour more than the clocks of two machines differ. */
const OVER_FOR = HOUR;

/** Rows of one transaction: few enough that none comes near the limit of a statement, however much there is to forget. */
const BATCH = 5_000;

/** Removes or empties at most so many rows and answers how many it found. */
type Forget = (tx: Tx, before: Date, atMost: number) => Promise<number>;

/** Forgets counts that count no more, step-ups that were never used, challenges and enrolments that are over, and from where people were signed in long ago. */
@WorkerJob()
@Injectable()
export class ForgetSessionsJob implements Job {
  readonly name = 'identity.forget_sessions';
  readonly schedule = '23 * * * *';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptWindows,
    private readonly sessions: WebSessionRepository,
    private readonly stepUps: StepUpRepository,
    private readonly tokens: ApiTokenRepository,
    private readonly devices: DeviceRepository,
    private readonly browserStepUps: BrowserStepUpRepository,
    private readonly returns: UsedReturns,
    private readonly passkeys: PasskeyRepository,
    private readonly enrolments: EnrolmentRepository,
    private readonly holds: PrivilegeHoldRepository,
    private readonly accountLinks: AccountLinkRepository,
  ) {}

  async run(): Promise<void> {
    await this.allOlderThan(QUIET_PERIOD, (...batch) => this.attempts.forget(...batch));
    await this.allOlderThan(UNUSED_STEP_UP_KEPT_FOR, (...batch) => this.stepUps.forgetUnused(...batch));
    await this.allOlderThan(DEVICE_KEPT_FOR, (...batch) => this.devices.forget(...batch));
    await this.allOlderThan(DAY, (...batch) => this.browserStepUps.forget(...batch));
    await this.allOlderThan(DAY, (...batch) => this.returns.forget(...batch));
    await this.allOlderThan(OVER_FOR, (...batch) => this.passkeys.forgetChallenges(...batch));
    await this.allOlderThan(OVER_FOR, (...batch) => this.enrolments.forget(...batch));
    await this.allOlderThan(OVER_FOR, (...batch) => this.holds.forget(...batch));
    await this.allOlderThan(KEPT_FOR, (...batch) => this.accountLinks.forget(...batch));
    await this.allOlderThan(KEPT_FOR, (...batch) => this.sessions.forget(...batch));
    await this.allOlderThan(KEPT_FOR, (...batch) => this.sessions.forgetWhereabouts(...batch));
    await this.allOlderThan(KEPT_FOR, (...batch) => this.tokens.forget(...batch));
    await this.allOlderThan(KEPT_FOR, (...batch) => this.tokens.forgetWhereabouts(...batch));
  }

  private async allOlderThan(age: number, forget: Forget): Promise<void> {
    let forgotten: number;
    do {
      forgotten = await this.uow.bookkeeping('identity.forget_sessions: rows past their use', (tx) =>
        forget(tx, new Date(tx.now.getTime() - age), BATCH),
      );
    } while (forgotten === BATCH);
  }
}
