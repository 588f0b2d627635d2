import type { GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts';

import { TargetError } from '../connector';
import { callerIdentity } from './aws-calls';
import type { AwsTarget } from './aws-targets';

/** An AWS account. Account numbers are told apart by their partition: China and GovCloud have accounts of their own. */
interface AccountName {
  readonly partition: string;
  readonly account: string;
}

/** The account of whoever an ARN names: `arn:partition:service:region:account:…`. */
const accountIn = (arn: string): AccountName => {
  const [, partition = '', , , account = ''] = arn.split(':');
  return { partition, account };
};

const words = ({ partition, account }: AccountName): string =>
  partition === 'aws' ? account : `${account} (${partition})`;

/** The sentence that says so where IAM, asked with the broker's credential, would answer for another role of that name. */
export function inAnotherAccount(
  roleArn: string,
  { Arn }: Pick<GetCallerIdentityCommandOutput, 'Arn'>,
): string | undefined {
  const [own, other] = [accountIn(Arn ?? ''), accountIn(roleArn)];
  if (own.account === other.account && own.partition === other.partition) return undefined;
  return (
    `The role ${roleArn} is of the account ${words(other)} and the broker’s credential of ${words(own)}, for which alone ` +
    'IAM answers it: its sessions could not be ended early'
  );
}

/** For each account as it is reached now: another credential is asked anew. */
const callers = new WeakMap<AwsTarget, Promise<GetCallerIdentityCommandOutput>>();

function callerOf(target: AwsTarget): Promise<GetCallerIdentityCommandOutput> {
  const known = callers.get(target);
  if (known) return known;
  const asked = callerIdentity(target).then(({ output }) => output);
  callers.set(target, asked);
  asked.catch(() => callers.delete(target));
  return asked;
}

/**
 * STS assumes roles of any account that trusts the broker; IAM knows them by their bare names, in the broker's own account. There a
 * role of that name is somebody else's, and one that is missing proves nothing.
 */
export async function refuseOtherAccounts(target: AwsTarget, roleArn: string): Promise<void> {
  const sentence = inAnotherAccount(roleArn, await callerOf(target));
  if (sentence === undefined) return;
  throw new TargetError('refused', `${sentence}; give the system a credential of the role’s own account.`);
}
