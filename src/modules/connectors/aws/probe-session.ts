import { TargetError, type TargetSystem } from '../connector';
import { assumeRole, listAccountAliases } from './aws-calls';
import { awsNameOf } from './aws-failure';
import { type AwsTargets, destroy } from './aws-targets';
import { sessionTags, sourceIdentity } from './session-request';
import { SHORTEST_SESSION } from './settings';

/**
 * `denied`: by an explicit Deny of the role. `blind`: and it denies that call to sessions that nobody ended, too.
 * `inconclusive`: refused, but perhaps not because the session was ended.
 */
export type ProbeOutcome = 'denied' | 'allowed' | 'blind' | 'inconclusive';

export interface ProbedRole {
  readonly roleArn: string;
  readonly externalId: string | undefined;
}

/** Gives the probe's session one harmless right, so that only the role's own Deny can be what refuses it. */
const HARMLESS = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iam:ListAccountAliases', Resource: '*' }],
});
/** A session that nobody ever ended. */
const CONTROL = 'SallyportControl';
/** Trust policies may insist on a source identity and tags, as every leased session has them. */
const PROBE = 'sallyport-probe';
const TOLD = {
  SourceIdentity: sourceIdentity(PROBE),
  Tags: sessionTags({
    person: { id: PROBE, handle: PROBE },
    profile: PROBE,
    requestId: PROBE,
    purpose: 'Sees whether AWS refuses an ended session',
    ticket: PROBE,
  }),
};

/** Whether the role denies the probe's call to a session that nobody ended: then a probe can tell nothing. */
export const deniesAnyhow = async (
  targets: AwsTargets,
  system: TargetSystem,
  role: ProbedRole,
): Promise<boolean> => (await probeSession(targets, system, role, CONTROL)) === 'denied';

/**
 * Assumes the role again under the ended session's name and asks for something harmless. AWS says in the refusal which kind of
 * policy denied it, but not which one: `denied` proves something only where a session that nobody ended is not.
 */
export async function probeSession(
  targets: AwsTargets,
  system: TargetSystem,
  { roleArn, externalId }: ProbedRole,
  name: string,
): Promise<ProbeOutcome> {
  const { output } = await assumeRole(await targets.of(system), {
    RoleArn: roleArn,
    RoleSessionName: name,
    DurationSeconds: SHORTEST_SESSION,
    Policy: HARMLESS,
    ...TOLD,
    ...(externalId !== undefined && { ExternalId: externalId }),
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
