import { createHash } from 'node:crypto';

import type { PreflightFinding } from '../../connector';
import { assumeRole } from '../aws-calls';
import { awsFailure } from '../aws-failure';
import type { AwsTarget } from '../aws-targets';
import { assumeRoleInput } from '../issue-session';
import { roleNameOf, SHORTEST_SESSION, type EntitlementSettings } from '../settings';
import { amiss, fine, refusalOf } from './finding';
import type { RoleFacts } from './role-facts';

const SESSION = 'SallyportPreflight';
const TIGHT = 80;
/** Of no use from the first moment: what a look hands out must not open anything. */
const LONG_OVER = new Date('2001-01-01T00:00:00.000Z');

/** Texts as long as they can get, and unlike each other: what packs well in a look might not in earnest. */
const dense = (what: string, length: number): string =>
  Array.from({ length: Math.ceil(length / 64) }, (_, index) =>
    createHash('sha256').update(`${what} ${index}`).digest('hex'),
  )
    .join('')
    .slice(0, length);
const LONGEST_FACTS = {
  person: { id: SESSION, handle: dense('handle', 60) },
  profile: dense('profile', 60),
  requestId: dense('requestId', 36),
  purpose: dense('purpose', 256),
  ticket: dense('ticket', 200),
  callerAddress: '203.0.113.7',
};

export interface RoleCheck {
  readonly target: AwsTarget;
  readonly externalId: string | undefined;
  readonly facts: RoleFacts | undefined;
  /** Those of one role. */
  readonly entitlements: readonly [EntitlementSettings, ...EntitlementSettings[]];
}

/** In per cent. AWS replaced the second by the first in 2026; compatible endpoints may know either. */
interface Utilization {
  readonly SessionTokenUtilization?: number | undefined;
  readonly PackedPolicySize?: number | undefined;
}

type Input = Parameters<typeof assumeRole>[1];
/** AWS's name for the refusal, with its sentence; or how much of what it packs was used, in per cent. */
type Attempt = { readonly packed: number } | { readonly refused: string; readonly message: string };

/** Assumes the role as an issue would; only where that is refused, asks part by part what is missing. */
export async function assumeFindings(check: RoleCheck): Promise<PreflightFinding[]> {
  const lengths = lengthFindings(check);
  const role = roleNameOf(check.entitlements[0].roleArn);
  const attempts: Attempt[] = [];
  for (const entitlement of check.entitlements)
    attempts.push(await attempt(check, fullInput(check, entitlement)));
  const denied = attempts.find((one) => 'refused' in one && one.refused === 'AccessDenied');
  if (denied && 'message' in denied)
    return [
      ...lengths,
      ...(wrongExternalId(check, role) ?? (await whatIsMissing(check, role, denied.message))),
    ];
  const assumed = check.entitlements.find((_, index) => 'packed' in attempts[index]);
  return [
    ...lengths,
    ...(assumed ? await assumedFindings(check, role, assumed) : []),
    ...attempts.map((one) => packedFinding(role, one)),
  ];
}

async function assumedFindings(
  check: RoleCheck,
  role: string,
  entitlement: EntitlementSettings,
): Promise<PreflightFinding[]> {
  const asked = check.externalId === undefined ? [] : [await externalIdFinding(check, role, entitlement)];
  return [
    ...asked,
    fine(`trust:${role}`, `The role ${role} can be assumed, with tags and the person’s name.`),
  ];
}

function fullInput({ externalId, facts }: RoleCheck, entitlement: EntitlementSettings): Input {
  const lease = { targetName: SESSION, expiresAt: LONG_OVER, about: LONGEST_FACTS };
  return {
    ...assumeRoleInput({ externalId }, entitlement, lease, LONG_OVER),
    DurationSeconds: Math.min(entitlement.maxSession, facts?.maxSession ?? entitlement.maxSession),
  };
}

async function attempt({ target }: RoleCheck, input: Input): Promise<Attempt> {
  try {
    const { SessionTokenUtilization, PackedPolicySize }: Utilization = (await assumeRole(target, input))
      .output;
    return { packed: SessionTokenUtilization ?? PackedPolicySize ?? 0 };
  } catch (error) {
    return { refused: refusalOf(error), message: awsFailure(error).message };
  }
}

async function whatIsMissing(check: RoleCheck, role: string, message: string): Promise<PreflightFinding[]> {
  const { Tags, SourceIdentity, RoleArn, ExternalId, Policy } = fullInput(check, check.entitlements[0]);
  const bare = { RoleArn, ExternalId, Policy, RoleSessionName: SESSION, DurationSeconds: SHORTEST_SESSION };
  const refused = async (input: Input): Promise<boolean> => {
    const tried = await attempt(check, input);
    return 'refused' in tried && tried.refused === 'AccessDenied';
  };
  const findings: PreflightFinding[] = [];
  if (await refused(bare)) {
    return [
      amiss(
        `trust:${role}`,
        `AWS does not let the broker assume the role ${role}: ${message}`,
        'Name the broker in the role’s trust policy, and allow the broker sts:AssumeRole on the role.',
      ),
    ];
  }
  findings.push(fine(`trust:${role}`, `The role ${role} can be assumed.`));
  if (await refused({ ...bare, Tags }))
    findings.push(missing(`session_tags:${role}`, role, 'tagged with what they are for', 'sts:TagSession'));
  if (await refused({ ...bare, SourceIdentity }))
    findings.push(
      missing(`source_identity:${role}`, role, 'signed with the person’s name', 'sts:SetSourceIdentity'),
    );
  return findings;
}

const missing = (id: string, role: string, what: string, right: string): PreflightFinding =>
  amiss(
    id,
    `Sessions of the role ${role} cannot be ${what}.`,
    `Allow ${right} in the role’s trust policy and to the broker.`,
  );

function packedFinding(role: string, one: Attempt): PreflightFinding {
  const id = `packed_size:${role}`;
  const advice = 'Shorten the entitlement’s session policy, or move what it says into the role.';
  if ('refused' in one)
    return amiss(
      id,
      `AWS takes no session of the role ${role} as it is asked: ${one.message}`,
      one.refused === 'PackedPolicyTooLarge' ? advice : 'Correct the entitlement’s settings as AWS says.',
    );
  const summary = `Policy and tags of a session of ${role} fill ${one.packed} % of what AWS takes, at most.`;
  return one.packed <= TIGHT ? fine(id, summary) : amiss(id, summary, advice);
}

function lengthFindings({ facts, entitlements }: RoleCheck): PreflightFinding[] {
  if (!facts) return [];
  const role = roleNameOf(entitlements[0].roleArn);
  const wanted = Math.max(...entitlements.map(({ maxSession }) => maxSession));
  const id = `session_length:${role}`;
  const summary = `The role ${role} gives sessions of up to ${facts.maxSession / 60} minutes, and ${wanted / 60} are asked for.`;
  if (wanted <= facts.maxSession)
    return [fine(id, `${summary.slice(0, -1)}; who has a longer grant takes new keys then.`)];
  return [
    amiss(id, summary, 'Raise the role’s maximum session duration, or lower maxSession of the entitlement.'),
  ];
}

/** What a trust policy asks for is told by AWS, not by reading it: with the id it let the broker in, without it it must not. */
async function externalIdFinding(
  check: RoleCheck,
  role: string,
  entitlement: EntitlementSettings,
): Promise<PreflightFinding> {
  const without = await attempt(check, { ...fullInput(check, entitlement), ExternalId: undefined });
  return 'refused' in without
    ? fine(`external_id:${role}`, `The role ${role} asks for the external id.`)
    : amiss(
        `external_id:${role}`,
        `The role ${role} does not ask for the external id, so that whoever may use the broker’s account may use the role.`,
        'Add the condition on sts:ExternalId to each statement of the role’s trust policy that allows sts:AssumeRole.',
      );
}

/** The words for a refusal that the external id explains; undefined where it does not. */
function wrongExternalId({ facts, externalId }: RoleCheck, role: string): PreflightFinding[] | undefined {
  const wanted = facts?.externalIds ?? [];
  if (wanted.length === 0 || (externalId !== undefined && wanted.includes(externalId))) return undefined;
  const id = `external_id:${role}`;
  return [
    externalId === undefined
      ? amiss(
          id,
          `The role ${role} asks for an external id, and the system has none.`,
          'Set externalId in the system’s settings to what the trust policy asks for.',
        )
      : amiss(
          id,
          `The role ${role} asks for another external id.`,
          'Set the same external id in the role’s trust policy and in the system’s settings.',
        ),
  ];
}
