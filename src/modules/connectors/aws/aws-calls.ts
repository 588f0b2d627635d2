import type {
  GetRolePolicyCommandOutput,
  GetRoleCommandOutput,
  ListRolePoliciesCommandOutput,
} from '@aws-sdk/client-iam';
import type {
  AssumeRoleCommandInput,
  AssumeRoleCommandOutput,
  GetCallerIdentityCommandOutput,
} from '@aws-sdk/client-sts';

import { type Answer, ask } from './ask-aws';
import type { AwsTarget } from './aws-targets';

/** The calls at AWS that the connector makes: all of them, so that the least right it needs can be read here. */

export const assumeRole = (
  target: AwsTarget,
  input: AssumeRoleCommandInput,
): Promise<Answer<AssumeRoleCommandOutput>> =>
  ask(target, 'sts', ({ sts }) => new sts.AssumeRoleCommand(input));

/** Needs no right and can be denied by nobody: it also tells AWS's clock. */
export const callerIdentity = (target: AwsTarget): Promise<Answer<GetCallerIdentityCommandOutput>> =>
  ask(target, 'sts', ({ sts }) => new sts.GetCallerIdentityCommand({}));

export const getRole = (target: AwsTarget, RoleName: string): Promise<Answer<GetRoleCommandOutput>> =>
  ask(target, 'iam', ({ iam }) => new iam.GetRoleCommand({ RoleName }));

export const listRolePolicies = (
  target: AwsTarget,
  RoleName: string,
  Marker?: string,
): Promise<Answer<ListRolePoliciesCommandOutput>> =>
  ask(target, 'iam', ({ iam }) => new iam.ListRolePoliciesCommand({ RoleName, Marker }));

export const getRolePolicy = (
  target: AwsTarget,
  RoleName: string,
  PolicyName: string,
): Promise<Answer<GetRolePolicyCommandOutput>> =>
  ask(target, 'iam', ({ iam }) => new iam.GetRolePolicyCommand({ RoleName, PolicyName }));

export const putRolePolicy = (
  target: AwsTarget,
  RoleName: string,
  PolicyName: string,
  PolicyDocument: string,
  stop?: AbortSignal,
): Promise<Answer<object>> =>
  ask(
    target,
    'iam',
    ({ iam }) => new iam.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }),
    stop,
  );

export const deleteRolePolicy = (
  target: AwsTarget,
  RoleName: string,
  PolicyName: string,
  stop?: AbortSignal,
): Promise<Answer<object>> =>
  ask(target, 'iam', ({ iam }) => new iam.DeleteRolePolicyCommand({ RoleName, PolicyName }), stop);

/** Harmless, and listed nowhere: what a probe asks for. */
export const listAccountAliases = (target: AwsTarget): Promise<Answer<object>> =>
  ask(target, 'iam', ({ iam }) => new iam.ListAccountAliasesCommand({}));
