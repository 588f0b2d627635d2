import type { PreflightFinding, TargetSystem } from '../../connector';
import type { AwsTargets } from '../aws-targets';
import { deniesAnyhow, type ProbedRole } from '../probe-session';
import { roleNameOf } from '../settings';
import { amiss, fine, refusalOf } from './finding';

/** Whether a probe could tell an ended session from any other. */
export async function probeFindings(
  targets: AwsTargets,
  system: TargetSystem,
  role: ProbedRole,
): Promise<PreflightFinding[]> {
  const name = roleNameOf(role.roleArn);
  const id = `probe:${name}`;
  try {
    if (!(await deniesAnyhow(targets, system, role)))
      return [fine(id, `A probe can tell whether a session of the role ${name} was ended.`)];
    return [
      amiss(
        id,
        `The role ${name} denies iam:ListAccountAliases to all its sessions, so that a probe cannot tell which of them was ended.`,
        'Take iam:ListAccountAliases out of what the role denies, or set probe: false.',
      ),
    ];
  } catch (error) {
    return [
      amiss(
        id,
        `A probe of the role ${name} is refused (${refusalOf(error)}), so that no early end could be proved.`,
        'Let the role’s trust policy take the source identity sallyport-probe, or set probe: false.',
      ),
    ];
  }
}
