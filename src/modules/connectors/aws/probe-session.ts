import { TargetError, type TargetSystem } from '../connector';
import { assumeRole, listAccountAliases } from './aws-calls';
import { awsNameOf } from './aws-failure';
import { type AwsTargets, destroy } from './aws-targets';
import { SHORTEST_SESSION } from './settings';

/** `denied`: by an explicit Deny of the role. `inconclusive`: refused, but perhaps not because the session was ended. */
export type ProbeOutcome = 'denied' | 'allowed' | 'inconclusive';

/** Gives the probe's session one harmless right, so that only the role's own Deny can be what refuses it. */
const HARMLESS = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iam:ListAccountAliases', Resource: '*' }],
});

/**
 * Assumes the role again under the ended session's name and asks for something harmless. AWS says in the refusal which kind of
 * policy denied it; a role that was never allowed the call is refused in other words.
 */
export async function probeSession(
  targets: AwsTargets,
  system: TargetSystem,
  role: { readonly roleArn: string; readonly externalId: string | undefined; readonly name: string },
): Promise<ProbeOutcome> {
  const { output } = await assumeRole(await targets.of(system), {
    RoleArn: role.roleArn,
    RoleSessionName: role.name,
    DurationSeconds: SHORTEST_SESSION,
    Policy: HARMLESS,
    ...(role.externalId !== undefined && { ExternalId: role.externalId }),
  });
  const { AccessKeyId, SecretAccessKey, SessionToken } = output.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken)
    throw new TargetError('unexpected', 'AWS answered without the keys of the probe.');
  const asSession = await targets.withKeys(system, {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  });
  try {
    await listAccountAliases(asSession);
    return 'allowed';
  } catch (error) {
    if (awsNameOf(error) !== 'AccessDenied') throw error;
    const explicit = (error as TargetError).message.includes('explicit deny in an identity-based policy');
    return explicit ? 'denied' : 'inconclusive';
  } finally {
    destroy(asSession);
  }
}
