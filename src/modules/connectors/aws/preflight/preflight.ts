import type { Clock } from '../../../../kernel';
import type { PreflightFinding, TargetSystem } from '../../connector';
import { callerIdentity } from '../aws-calls';
import { awsFailure } from '../aws-failure';
import type { AwsTarget, AwsTargets } from '../aws-targets';
import { roleNameOf, type EntitlementSettings, type SystemSettings } from '../settings';
import { accountFindings, type CallerFacts } from './account-findings';
import { assumeFindings } from './assume-findings';
import { amiss } from './finding';
import { PolicyFindings } from './policy-findings';
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
      const findings = accountFindings(await this.callerFacts(target), settings, entitlements);
      for (const ofRole of byRole(entitlements)) {
        findings.push(...(await this.roleFindings(target, settings, ofRole)));
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
    return { arn: output.Arn ?? 'somebody without a name', clockAhead: at.getTime() + 500 - middle };
  }

  private async roleFindings(
    target: AwsTarget,
    { externalId }: SystemSettings,
    entitlements: readonly [EntitlementSettings, ...EntitlementSettings[]],
  ): Promise<PreflightFinding[]> {
    const [{ roleArn }] = entitlements;
    const { facts, finding } = await readRoleFacts(target, roleArn);
    return [
      finding,
      ...(await assumeFindings({ target, externalId, facts, entitlements })),
      ...(await this.policies.look(target, roleNameOf(roleArn), this.clock.now())),
    ];
  }
}

function byRole(
  entitlements: readonly EntitlementSettings[],
): (readonly [EntitlementSettings, ...EntitlementSettings[]])[] {
  return [...new Set(entitlements.map(({ roleArn }) => roleArn))].flatMap((role) => {
    const [first, ...others] = entitlements.filter(({ roleArn }) => roleArn === role);
    return first ? [[first, ...others] as const] : [];
  });
}
