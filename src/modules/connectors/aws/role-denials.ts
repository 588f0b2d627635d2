import { HOUR, MINUTE } from '../../../kernel';
import type { Exclusively } from '../../../platform/database/exclusively';
import { TargetError, type TargetSystem } from '../connector';
import { deleteRolePolicy, getRole, getRolePolicy, listRolePolicies, putRolePolicy } from './aws-calls';
import { awsNameOf, refusedAt } from './aws-failure';
import type { AwsTarget, AwsTargets } from './aws-targets';
import {
  type Denial,
  deniedBy,
  deny,
  documentOf,
  dropExpired,
  type EndedSessions,
  fitInto,
  isEmpty,
  LONGEST_INLINE,
  NOTHING_ENDED,
  readDocument,
} from './ended-sessions';
import { Rounds } from './rounds';
import { roleNameOf } from './settings';

export const ENDED_POLICY = 'SallyportEndedSessions';
/** A session may have been asked for, for a quarter of an hour at least, just before its grant ended. */
const LIVES_ON = 15 * MINUTE;
/** Where nobody knows when a session ends: STS gives none for longer. */
const LONGEST_LIFE = 12 * HOUR;
const SECOND = 1_000;

export interface SessionToEnd {
  readonly name: string;
  /** The end of its grant; undefined where nobody knows. */
  readonly expiresAt: Date | undefined;
}

/** What stood in the role's policy, by AWS's clock. */
export interface DenialReading {
  readonly ended: EndedSessions;
  readonly at: Date;
}

/**
 * The denials of one role: the single inline policy that ends sessions before their time. Read, changed and written back under
 * a lock that all processes share; whoever ends a session while a write is under way shares the next one.
 */
export class RoleDenials {
  /** What this process has denied and AWS has not ended yet: put back, should a reading ever miss it. */
  private readonly denied = new Map<string, Denial>();
  /** Characters of the role's other inline policies, which share one limit with ours; measured at the first write. */
  private othersSize: number | undefined;
  private readonly writes = new Rounds<SessionToEnd | undefined, void>((sessions) => this.write(sessions));
  private readonly reads = new Rounds<void, DenialReading>(async () => this.readNow(await this.target()));

  constructor(
    private readonly targets: AwsTargets,
    private readonly exclusively: Exclusively,
    /** The latest of what the catalog says of it. */
    public system: TargetSystem,
    private readonly roleArn: string,
  ) {}

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

  /** AWS refuses whatever a session of a deleted role asks for, and a new role of that name is another one. */
  async roleIsGone(): Promise<boolean> {
    try {
      await getRole(await this.target(), this.roleName);
      return false;
    } catch (error) {
      if (awsNameOf(error) === 'NoSuchEntity') return true;
      if (awsNameOf(error) === 'AccessDenied') return false;
      throw error;
    }
  }

  /** Drops what AWS has ended by itself meanwhile, and puts back what went missing. */
  async tidy(): Promise<void> {
    const { ended, at } = await this.read();
    if (documentOf(this.renewed(ended, at)) !== documentOf(ended)) await this.writes.join(undefined);
  }

  private target = (): Promise<AwsTarget> => this.targets.of(this.system);

  private get roleName(): string {
    return roleNameOf(this.roleArn);
  }

  private write(sessions: readonly (SessionToEnd | undefined)[]): Promise<void> {
    return this.exclusively(`aws ended sessions ${this.roleArn}`, async (held) => {
      const target = await this.target();
      const { ended, at } = await this.readNow(target);
      for (const session of sessions) if (session) this.remember(session, at);
      await this.replace(target, ended, this.renewed(ended, at), held);
    });
  }

  /** From the deadline on the session's own policy refuses everything: nothing is left to deny. */
  private remember({ name, expiresAt }: SessionToEnd, at: Date): void {
    if (expiresAt && at.getTime() >= Math.floor(expiresAt.getTime() / SECOND) * SECOND) return;
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

  private async replace(
    target: AwsTarget,
    from: EndedSessions,
    to: EndedSessions,
    held: AbortSignal,
  ): Promise<void> {
    if (documentOf(from) === documentOf(to)) return;
    if (isEmpty(to)) {
      await deleteRolePolicy(target, this.roleName, ENDED_POLICY, held);
      return;
    }
    try {
      this.othersSize ??= await this.measureOthers(target).catch(ignoreMissingRight);
      await this.put(target, to, held);
    } catch (error) {
      // A role that is gone took its sessions with it.
      if (awsNameOf(error) === 'NoSuchEntity') return;
      if (awsNameOf(error) !== 'LimitExceeded') throw error;
      this.othersSize = await this.measureOthers(target);
      await this.put(target, to, held);
    }
  }

  private async put(target: AwsTarget, ended: EndedSessions, held: AbortSignal): Promise<void> {
    const document = documentOf(fitInto(ended, LONGEST_INLINE - (this.othersSize ?? 0)));
    await putRolePolicy(target, this.roleName, ENDED_POLICY, document, held);
  }

  private async measureOthers(target: AwsTarget): Promise<number> {
    let size = 0;
    let marker: string | undefined;
    do {
      const { output } = await listRolePolicies(target, this.roleName, marker);
      for (const name of output.PolicyNames ?? []) {
        if (name === ENDED_POLICY) continue;
        const policy = await getRolePolicy(target, this.roleName, name);
        size += plain(policy.output.PolicyDocument).replaceAll(/\s/g, '').length;
      }
      marker = output.IsTruncated ? output.Marker : undefined;
    } while (marker !== undefined);
    return size;
  }

  private async readNow(target: AwsTarget): Promise<DenialReading> {
    try {
      const { output, at } = await getRolePolicy(target, this.roleName, ENDED_POLICY);
      const ended = readDocument(plain(output.PolicyDocument));
      if (ended) return { ended, at };
    } catch (error) {
      const at = refusedAt(error);
      if (awsNameOf(error) === 'NoSuchEntity' && at) return { ended: NOTHING_ENDED, at };
      throw error;
    }
    throw new TargetError('unexpected', `The policy ${ENDED_POLICY} of ${this.roleName} cannot be read.`);
  }
}

/** IAM answers documents percent-encoded. */
const plain = (document: string | undefined): string => decodeURIComponent(document ?? '');

/** An end must not fail for want of a right that it needs only when the policy gets too long. */
function ignoreMissingRight(error: unknown): undefined {
  if (awsNameOf(error) !== 'AccessDenied') throw error;
}
