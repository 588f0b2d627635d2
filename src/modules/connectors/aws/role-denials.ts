import { HOUR, MINUTE, SECOND } from '../../../kernel';
import type { Exclusively } from '../../../platform/database/exclusively';
import type { TargetSystem } from '../connector';
import type { AwsTargets } from './aws-targets';
import { type Denial, deniedBy, deny, documentOf, dropExpired, type EndedSessions } from './ended-sessions';
import { type DenialReading, RolePolicy } from './role-policy';
import { Rounds } from './rounds';
import { wholeSecond } from './session-policy';
import type { StandingDenial } from './standing-denial';

/** A session may have been asked for, for a quarter of an hour at least, just before its grant ended. */
const LIVES_ON = 15 * MINUTE;
/** Where nobody knows when a session ends: STS gives none for longer. */
const LONGEST_LIFE = 12 * HOUR;
/** For so long IAM may still answer a reading with what stood before the last write. */
const LAGS = MINUTE;

export interface SessionToEnd {
  readonly name: string;
  /** The end of its grant; undefined where nobody knows. */
  readonly expiresAt: Date | undefined;
}

/** What tidying one role came to. */
export interface TidiedRole {
  /** Denials that were missing and not merely too new to be read. */
  readonly missing: readonly StandingDenial[];
  /** Why they are missing still. */
  readonly failure?: unknown;
}

/**
 * The denials of one role: the single inline policy that ends sessions before their time. Read, changed and written back under
 * a lock that all processes share; whoever ends a session while a write is under way shares the next one.
 */
export class RoleDenials {
  /** What this process has denied and AWS has not ended yet: put back, should a reading ever miss it. */
  private readonly denied = new Map<string, Denial>();
  private readonly policy: RolePolicy;
  private readonly writes = new Rounds<SessionToEnd | undefined, void>((sessions) => this.write(sessions));
  private readonly reads = new Rounds<void, DenialReading>(() => this.policy.read());

  constructor(
    targets: AwsTargets,
    private readonly exclusively: Exclusively,
    /** The latest of what the catalog says of it. */
    public system: TargetSystem,
    private readonly roleArn: string,
  ) {
    this.policy = new RolePolicy(() => targets.of(this.system), roleArn);
  }

  end(session: SessionToEnd): Promise<void> {
    return this.writes.join(session);
  }

  read(): Promise<DenialReading> {
    return this.reads.join();
  }

  /** How a session is denied by what was read; undefined when it is not. */
  howDenied({ ended }: DenialReading, name: string): ReturnType<typeof deniedBy> {
    return deniedBy(ended, this.denied.get(name) ?? { name });
  }

  roleIsGone(): Promise<boolean> {
    return this.policy.roleIsGone();
  }

  /** Drops what AWS has ended by itself meanwhile, and puts back what went missing of what has to stand. */
  async tidy(standing: readonly StandingDenial[]): Promise<TidiedRole> {
    const reading = await this.read();
    const missing = standing.filter((one) => !this.stands(one, reading));
    const { ended, at } = reading;
    const settled = missing.filter(({ provedAt }) => at.getTime() - provedAt.getTime() >= LAGS);
    if (missing.length === 0 && documentOf(this.renewed(ended, at)) === documentOf(ended))
      return { missing: settled };
    try {
      await Promise.all([this.writes.join(undefined), ...missing.map((one) => this.end(one))]);
      return { missing: settled };
    } catch (failure) {
      return { missing: settled, failure };
    }
  }

  private stands({ name, expiresAt, endedAt }: StandingDenial, { ended, at }: DenialReading): boolean {
    if (at >= wholeSecond(expiresAt)) return true;
    const known = this.denied.get(name);
    return deniedBy(ended, known ?? { name, ...(endedAt && { endedAt }) }) !== undefined;
  }

  private write(sessions: readonly (SessionToEnd | undefined)[]): Promise<void> {
    return this.exclusively(`aws ended sessions ${this.roleArn}`, async (held) => {
      const { ended, at } = await this.policy.read();
      for (const session of sessions) if (session) this.remember(session, at);
      const renewed = this.renewed(ended, at);
      if (documentOf(ended) !== documentOf(renewed)) await this.policy.write(renewed, held);
    });
  }

  /** From the deadline on the session's own policy refuses everything: nothing is left to deny. */
  private remember({ name, expiresAt }: SessionToEnd, at: Date): void {
    if (expiresAt && at >= wholeSecond(expiresAt)) return;
    const until = expiresAt
      ? new Date(expiresAt.getTime() + LIVES_ON)
      : new Date(at.getTime() + LONGEST_LIFE);
    // AWS's clock comes in whole seconds, rounded down: whatever was issued by now was issued before the next one.
    this.denied.set(name, { name, until, endedAt: new Date(at.getTime() + SECOND) });
  }

  private renewed(ended: EndedSessions, at: Date): EndedSessions {
    for (const [name, { until }] of this.denied) if (until <= at) this.denied.delete(name);
    return deny(dropExpired(ended, at), [...this.denied.values()]);
  }
}
