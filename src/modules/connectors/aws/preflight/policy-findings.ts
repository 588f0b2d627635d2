import { HOUR } from '../../../../kernel';
import type { PreflightFinding } from '../../connector';
import { deleteRolePolicy, getRolePolicy, listRolePolicies, putRolePolicy } from '../aws-calls';
import { awsFailure } from '../aws-failure';
import type { AwsTarget } from '../aws-targets';
import { ENDED_POLICY, endedIn } from '../role-policy';
import { amiss, fine, refusalOf } from './finding';

const TRIED_POLICY = 'SallyportPreflight';
/** Denies what cannot be denied, at a time that is over: nothing. */
const DENIES_NOTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Action: 'sts:GetCallerIdentity',
      Resource: '*',
      Condition: { DateLessThan: { 'aws:CurrentTime': '2001-01-01T00:00:00Z' } },
    },
  ],
});

/** A write that worked is not tried again at each look: it would fill the account's trail. */
const STAYS_TRIED = 1 * HOUR;

/** Whether the role's inline policies can be read and written, which is how sessions are ended early. */
export class PolicyFindings {
  /** For each account as it is reached now: another credential is tried anew. */
  private readonly tried = new WeakMap<AwsTarget, Map<string, Date>>();

  async look(target: AwsTarget, role: string, now: Date): Promise<PreflightFinding[]> {
    return [
      await right(`get_policy:${role}`, 'iam:GetRolePolicy', role, async () => {
        const { output } = await getRolePolicy(target, role, ENDED_POLICY);
        endedIn(output.PolicyDocument, role);
      }),
      await right(`list_policies:${role}`, 'iam:ListRolePolicies', role, () =>
        listRolePolicies(target, role),
      ),
      ...(await this.writing(target, role, now)),
    ];
  }

  private async writing(target: AwsTarget, role: string, now: Date): Promise<PreflightFinding[]> {
    const tried = this.tried.get(target) ?? new Map<string, Date>();
    this.tried.set(target, tried);
    const last = tried.get(role);
    if (last && now.getTime() - last.getTime() < STAYS_TRIED)
      return [
        fine(`put_policy:${role}`, `Policies of the role ${role} could be written at ${last.toISOString()}.`),
      ];
    const findings = [
      await right(`put_policy:${role}`, 'iam:PutRolePolicy', role, () =>
        putRolePolicy(target, role, TRIED_POLICY, DENIES_NOTHING),
      ),
      await right(`delete_policy:${role}`, 'iam:DeleteRolePolicy', role, () =>
        deleteRolePolicy(target, role, TRIED_POLICY),
      ),
    ];
    if (findings.every(({ ok }) => ok)) tried.set(role, now);
    return findings;
  }
}

/** That a policy is not there is said only to those who may look for it. */
async function right(
  id: string,
  name: string,
  role: string,
  use: () => Promise<unknown>,
): Promise<PreflightFinding> {
  const able = fine(id, `The broker has ${name} on the role ${role}.`);
  try {
    await use();
    return able;
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === 'NoSuchEntity') return able;
    const { message } = awsFailure(error);
    return refusal === 'AccessDenied'
      ? amiss(
          id,
          `Sessions of the role ${role} could not be ended early without ${name}: ${message}`,
          `Allow the broker ${name} on the role.`,
        )
      : amiss(
          id,
          `Sessions of the role ${role} could not be ended early: ${message}`,
          'Put right what AWS names; inline policies of the role need some room for one more.',
        );
  }
}
