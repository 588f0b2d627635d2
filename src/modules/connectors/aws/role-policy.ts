import { TargetError } from '../connector';
import { deleteRolePolicy, getRole, getRolePolicy, listRolePolicies, putRolePolicy } from './aws-calls';
import { awsNameOf, refusedAt } from './aws-failure';
import type { AwsTarget } from './aws-targets';
import { refuseOtherAccounts } from './broker-account';
import {
  documentOf,
  type EndedSessions,
  fitInto,
  isEmpty,
  LONGEST_INLINE,
  NOTHING_ENDED,
  readDocument,
  sizeOf,
} from './ended-sessions';
import { roleNameOf } from './settings';

export const ENDED_POLICY = 'SallyportEndedSessions';

/** What stood in the role's policy, by AWS's clock. */
export interface DenialReading {
  readonly ended: EndedSessions;
  readonly at: Date;
}

/** The inline policy of one role that denies ended sessions, read and written. */
export class RolePolicy {
  /** Characters of the role's other inline policies, which share one limit with ours. */
  private othersSize: number | undefined;
  private readonly role: string;

  constructor(
    private readonly account: () => Promise<AwsTarget>,
    private readonly roleArn: string,
  ) {
    this.role = roleNameOf(roleArn);
  }

  async read(): Promise<DenialReading> {
    try {
      const { output, at } = await getRolePolicy(await this.target(), this.role, ENDED_POLICY);
      return { ended: endedIn(output.PolicyDocument, this.role), at };
    } catch (error) {
      const at = refusedAt(error);
      if (awsNameOf(error) === 'NoSuchEntity' && at) return { ended: NOTHING_ENDED, at };
      throw error;
    }
  }

  /** AWS refuses whatever a session of a deleted role asks for, and a new role of that name is another one. */
  async roleIsGone(): Promise<boolean> {
    try {
      await getRole(await this.target(), this.role);
      return false;
    } catch (error) {
      if (awsNameOf(error) === 'NoSuchEntity') return true;
      if (awsNameOf(error) === 'AccessDenied') return false;
      throw error;
    }
  }

  async write(ended: EndedSessions, held: AbortSignal): Promise<void> {
    const target = await this.target();
    try {
      if (isEmpty(ended)) await deleteRolePolicy(target, this.role, ENDED_POLICY, held);
      else await this.put(target, ended, held);
    } catch (error) {
      // A role that is gone took its sessions with it.
      if (awsNameOf(error) !== 'NoSuchEntity') throw error;
    }
  }

  private async put(target: AwsTarget, ended: EndedSessions, held: AbortSignal): Promise<void> {
    // Names are given up for want of room only by a fresh measure: somebody may have made some.
    if (this.othersSize === undefined || sizeOf(ended) > LONGEST_INLINE - this.othersSize)
      this.othersSize = await this.measureOthers(target).catch(ignoreMissingRight);
    try {
      await this.putWhatFits(target, ended, held);
    } catch (error) {
      if (awsNameOf(error) !== 'LimitExceeded') throw error;
      this.othersSize = await this.measureOthers(target);
      await this.putWhatFits(target, ended, held);
    }
  }

  private async putWhatFits(target: AwsTarget, ended: EndedSessions, held: AbortSignal): Promise<void> {
    const document = documentOf(fitInto(ended, LONGEST_INLINE - (this.othersSize ?? 0)));
    await putRolePolicy(target, this.role, ENDED_POLICY, document, held);
  }

  private async measureOthers(target: AwsTarget): Promise<number> {
    let size = 0;
    let marker: string | undefined;
    do {
      const { output } = await listRolePolicies(target, this.role, marker);
      for (const name of output.PolicyNames ?? []) {
        if (name === ENDED_POLICY) continue;
        const policy = await getRolePolicy(target, this.role, name);
        size += plain(policy.output.PolicyDocument).replaceAll(/\s/g, '').length;
      }
      marker = output.IsTruncated ? output.Marker : undefined;
    } while (marker !== undefined);
    return size;
  }

  private async target(): Promise<AwsTarget> {
    const target = await this.account();
    await refuseOtherAccounts(target, this.roleArn);
    return target;
  }
}

/** What the document in IAM's answer denies. */
export function endedIn(document: string | undefined, role: string): EndedSessions {
  const ended = readDocument(plain(document));
  if (ended) return ended;
  throw new TargetError('unexpected', `The policy ${ENDED_POLICY} of ${role} cannot be read.`);
}

/** IAM answers documents percent-encoded. */
const plain = (document: string | undefined): string => decodeURIComponent(document ?? '');

/** An end must not fail for want of a right that it needs only when the policy gets too long. */
function ignoreMissingRight(error: unknown): undefined {
  if (awsNameOf(error) !== 'AccessDenied') throw error;
}
