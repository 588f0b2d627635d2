import type { Clock } from '../../../../kernel';
import type { PreflightFinding, TargetSystem } from '../../connector';
import { callerIdentity } from '../aws-calls';
import { awsFailure } from '../aws-failure';
import type { AwsTarget, AwsTargets } from '../aws-targets';
import { inAnotherAccount } from '../broker-account';
import { roleNameOf, type EntitlementSettings, type SystemSettings } from '../settings';
import { accountFindings, type CallerFacts } from './account-findings';
import { assumeFindings } from './assume-findings';
import { amiss } from './finding';
import { PolicyFindings } from './policy-findings';
import { probeFindings } from './probe-findings';
import { readRoleFacts } from './role-facts';

/** Looks whether an account is fit for what is asked of it. An account out of reach is itself a finding, the only one. */
export class Preflight {
  private readonly policies = new PolicyFindings();

  constructor(
    private readonly targets: AwsTargets,
    private readonly clock: Clock,
  ) {}

  async look(
    system: TargetSystem,
    settings: SystemSettings,
    entitlements: readonly EntitlementSettings[],
  ): Promise<PreflightFinding[]> {
    try {
      const target = await this.targets.of(system);
      const caller = await this.callerFacts(target);
      const findings = accountFindings(caller, settings, entitlements);
      for (const ofRole of byRole(entitlements)) {
        const stranger = strangerFindings(ofRole[0].roleArn, caller);
        findings.push(
          ...(stranger.length > 0 ? stranger : await this.roleFindings(system, target, settings, ofRole)),
        );
      }
      return findings;
    } catch (error) {
      return [
        amiss(
          'reachable',
          awsFailure(error).message,
          'Check the region, the endpoints and the credential of this system.',
        ),
      ];
    }
  }

  private async callerFacts(target: AwsTarget): Promise<CallerFacts> {
    const before = this.clock.now().getTime();
    const { output, at } = await callerIdentity(target);
    const middle = (before + this.clock.now().getTime()) / 2;
    // AWS's clock comes in whole seconds, rounded down: on average it is half a second later.
    return { arn: output.Arn, clockAhead: at.getTime() + 500 - middle };
  }

  private async roleFindings(
    system: TargetSystem,
    target: AwsTarget,
    { externalId }: SystemSettings,
    entitlements: readonly [EntitlementSettings, ...EntitlementSettings[]],
  ): Promise<PreflightFinding[]> {
    const [{ roleArn }] = entitlements;
    const { facts, absent, finding } = await readRoleFacts(target, roleArn);
    if (absent) return [finding];
    const assuming = await assumeFindings({ target, externalId, facts, entitlements });
    const probed = entitlements.some(({ probe }) => probe) && assuming.every(({ ok }) => ok);
    return [
      finding,
      ...assuming,
      ...(probed ? await probeFindings(this.targets, system, { roleArn, externalId }) : []),
      ...(await this.policies.look(target, roleNameOf(roleArn), this.clock.now())),
    ];
  }
}

/** Nothing else is worth asking of a role that IAM, asked by its bare name, would take for another one. */
function strangerFindings(roleArn: string, { arn }: CallerFacts): PreflightFinding[] {
  const sentence = inAnotherAccount(roleArn, { Arn: arn });
  if (sentence === undefined) return [];
  return [
    amiss(
      `account:${roleNameOf(roleArn)}`,
      `${sentence}.`,
      'Give the system a credential of the role’s own account, such as that of a role in it (chained: true); one system for each account.',
    ),
  ];
}

function byRole(
  entitlements: readonly EntitlementSettings[],
): (readonly [EntitlementSettings, ...EntitlementSettings[]])[] {
  return [...new Set(entitlements.map(({ roleArn }) => roleArn))].flatMap((role) => {
    const [first, ...others] = entitlements.filter(({ roleArn }) => roleArn === role);
    return first ? [[first, ...others] as const] : [];
  });
}
