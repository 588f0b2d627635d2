import { z } from 'zod';

import type { PreflightFinding } from '../../connector';
import { getRole } from '../aws-calls';
import { awsFailure } from '../aws-failure';
import type { AwsTarget } from '../aws-targets';
import { roleNameOf } from '../settings';
import { amiss, fine, refusalOf } from './finding';

/** What GetRole tells of a role; `absent` where it tells that there is none. */
export interface RoleFacts {
  readonly maxSession: number;
  /** Values of sts:ExternalId that the trust policy asks for; empty where it asks for none. */
  readonly externalIds: readonly string[];
}

const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat());
const condition = z.record(z.string(), z.record(z.string(), oneOrMany));
const trustSchema = z.object({
  Statement: z
    .union([z.looseObject({}), z.array(z.looseObject({}))])
    .transform((given) => [given].flat())
    .pipe(z.array(z.object({ Effect: z.string(), Condition: condition.optional() }))),
});

export async function readRoleFacts(
  target: AwsTarget,
  roleArn: string,
): Promise<{ readonly facts?: RoleFacts; readonly absent?: true; readonly finding: PreflightFinding }> {
  const name = roleNameOf(roleArn);
  try {
    const { Role: role } = (await getRole(target, name)).output;
    const facts = {
      maxSession: role?.MaxSessionDuration ?? 3_600,
      externalIds: externalIdsOf(decodeURIComponent(role?.AssumeRolePolicyDocument ?? '')),
    };
    return { facts, finding: fine(`read_role:${name}`, `The role ${name} can be read.`) };
  } catch (error) {
    if (refusalOf(error) === 'NoSuchEntity') {
      return {
        absent: true,
        finding: amiss(
          `read_role:${name}`,
          `The broker’s account has no role ${name}.`,
          'Make the role, or correct roleArn of the entitlement.',
        ),
      };
    }
    const { message } = awsFailure(error);
    return {
      finding: amiss(
        `read_role:${name}`,
        `The role ${name} cannot be read, so that its session length and trust policy are unknown: ${message}`,
        'Allow the broker iam:GetRole on the role, and check its ARN.',
      ),
    };
  }
}

function externalIdsOf(document: string): string[] {
  const trust = trustSchema.safeParse(JSON.parse(document));
  if (!trust.success) return [];
  return trust.data.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Condition = {} }) =>
    Object.values(Condition).flatMap((keys) =>
      Object.entries(keys).flatMap(([key, values]) => (key.toLowerCase() === 'sts:externalid' ? values : [])),
    ),
  );
}
