import { type Clock, Redacted } from '../../../kernel';
import { TargetError, type IssuedCredential, type LeaseTarget } from '../connector';
import { sectionName } from '../section-name';
import { assumeRole } from './aws-calls';
import type { AwsTarget } from './aws-targets';
import { consoleLink } from './console-link';
import { credentialFormats } from './credential-formats';
import { sessionPolicy } from './session-policy';
import { plainAddress, sessionSeconds, sessionTags, sourceIdentity } from './session-request';
import type { EntitlementSettings, SystemSettings } from './settings';

export interface SessionToIssue {
  readonly settings: SystemSettings;
  readonly entitlement: EntitlementSettings;
  readonly lease: LeaseTarget;
}

/**
 * A session of the entitlement's role. What bounds it travels in it, so that AWS enforces the grant's end by itself.
 * Should the answer be lost, a session lives whose keys nobody has, until the lease ends.
 */
export async function issueSession(
  target: AwsTarget,
  clock: Clock,
  { settings, entitlement, lease }: SessionToIssue,
): Promise<IssuedCredential> {
  const { output } = await assumeRole(target, assumeRoleInput(settings, entitlement, lease, clock.now()));
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = output.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
    throw new TargetError('unexpected', 'AWS answered without the keys of the session.');
  const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return {
    username: lease.targetName,
    secret: new Redacted(SecretAccessKey),
    formats: credentialFormats({
      ...keys,
      region: settings.region,
      expiration: Expiration,
      grantEnds: lease.expiresAt,
      section: sectionName(lease.about),
      accessProfile: lease.about.profile,
      entitlement: lease.about.entitlement,
      consoleLink: entitlement.console ? await consoleLink(target, settings, keys) : undefined,
    }),
  };
}

/** Everything STS is told. Pure, so that `preflight` asks for exactly what an issue will. */
export function assumeRoleInput(
  { externalId }: Pick<SystemSettings, 'externalId'>,
  entitlement: EntitlementSettings,
  lease: Pick<LeaseTarget, 'targetName' | 'expiresAt' | 'about'>,
  now: Date,
) {
  const address = plainAddress(lease.about.callerAddress);
  if (entitlement.restrictToAddress && address === undefined) {
    throw new TargetError(
      'refused',
      'The session is to work from the person’s address only, and the broker does not know it.',
    );
  }
  return {
    RoleArn: entitlement.roleArn,
    RoleSessionName: lease.targetName,
    SourceIdentity: sourceIdentity(lease.about.person.handle),
    Tags: sessionTags(lease.about),
    DurationSeconds: sessionSeconds(entitlement, lease.expiresAt, now),
    Policy: sessionPolicy(entitlement, { end: lease.expiresAt, address }),
    ...(entitlement.managedPolicyArns.length > 0 && {
      PolicyArns: entitlement.managedPolicyArns.map((arn) => ({ arn })),
    }),
    ...(externalId !== undefined && { ExternalId: externalId }),
  };
}
