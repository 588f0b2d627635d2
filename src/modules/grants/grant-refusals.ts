import { SECOND } from '../../kernel';
import type { AccessProfile } from '../catalog';
import {
  type ApprovalStanding,
  approvalStanding,
  breakGlassReasons,
  durationInWords,
  eligibility,
  type HeldProfile,
  type Organisation,
  type PersonFacts,
  type ProfileRules,
  type Reason,
  withExtraApprovals,
} from '../policy';
import { withinHours } from './domain/extension';
import type { ApprovedExtension, ApprovedGrant } from './grant';
import { scopeDigest } from './grant-scope';

export interface GrantFacts {
  readonly grant: ApprovedGrant;
  /** As it is now, not as it was approved. */
  readonly profile: AccessProfile;
  /** What the same human being asks for or holds besides. */
  readonly held: readonly HeldProfile[];
  readonly organisation: Organisation;
  readonly now: Date;
}

/**
 * Why this grant could not be given again by the facts of this moment; empty when it could. Its person must be eligible
 * (I16, I18), the profile must still give what was approved, for as long (I12), and enough approvals must count (I1): of
 * the grant itself and of every extension, since whatever is issued lasts as long as all of them together say. What was
 * taken in an emergency stands on no approval but on the policy's word that it may be (ADR 0063). An extra approval is
 * needed for what is held together with it at this moment, and not for what was.
 */
export function grantRefusals({ grant, profile, held, organisation, now }: GrantFacts): readonly Reason[] {
  const person = personOf(grant, organisation);
  const approvedWith = approvedWithBy(grant);
  const allowed = eligibility({ person, profile: profile.rules, held, organisation, now, approvedWith });
  return [
    ...(allowed.eligible ? [] : allowed.reasons),
    ...scopeReasons(grant, profile),
    ...durationReasons(grant, profile),
    ...hoursReasons(grant, profile, now),
    ...(grant.breakGlass ? breakGlassReasons(person, profile.rules, grant.durationSeconds) : []),
    ...[...(grant.breakGlass ? [] : [firstApproval(grant)]), ...grant.extensions]
      .map((approved) =>
        standingOf(
          approved,
          person,
          withExtraApprovals(profile.rules, approved.conflicts, held),
          organisation,
        ),
      )
      .flatMap(approvalReasons),
  ];
}

/** The rights issued are the rights approved, or there are none. */
function scopeReasons({ scopeDigest: approved }: ApprovedGrant, profile: AccessProfile): Reason[] {
  if (scopeDigest(profile) === approved) return [];
  return [
    {
      code: 'grants.scope_changed',
      sentence: `What “${profile.rules.name}” gives has been changed since this was approved. Ask for access again.`,
    },
  ];
}

/** From its first use to its end, with all that was added. */
function durationReasons(grant: ApprovedGrant, { rules }: AccessProfile): Reason[] {
  const { durationSeconds, claimedAt, expiresAt } = grant;
  const inUse = claimedAt && expiresAt ? (expiresAt.getTime() - claimedAt.getTime()) / SECOND : 0;
  if (Math.max(durationSeconds, inUse) <= rules.duration.maximum) return [];
  return [
    {
      code: 'grants.longer_than_allowed',
      sentence: `“${rules.name}” is given for at most ${durationInWords(rules.duration.maximum)} now, and this was approved for longer. Ask for access again.`,
    },
  ];
}

/** In use at a time, or until a time, in which the profile is not used any more. */
function hoursReasons(
  { claimedAt, expiresAt }: ApprovedGrant,
  { rules }: AccessProfile,
  now: Date,
): Reason[] {
  if (claimedAt === null || expiresAt === null || expiresAt <= now) return [];
  if (withinHours(rules.useHours, now, expiresAt).getTime() === expiresAt.getTime()) return [];
  return [
    {
      code: 'grants.outside_use_hours',
      sentence: `The hours in which “${rules.name}” is used have been changed since this was approved. Ask for access again.`,
    },
  ];
}

function approvalReasons({ complete, waitingFor, ignored }: ApprovalStanding): Reason[] {
  if (complete) return [];
  const missing = { code: 'grants.approvals_incomplete', sentence: waitingFor ?? 'Approvals are missing.' };
  return [ignored.at(0)?.reason ?? missing];
}

const firstApproval = ({
  requestVersion,
  requestDigest,
  approvals,
  escalated,
  conflicts,
}: ApprovedGrant) => ({
  version: requestVersion,
  digest: requestDigest,
  approvals,
  escalated,
  conflicts,
});

/** Profiles with which this very grant was approved to be held, at first or when it was extended. */
export const approvedWithBy = (grant: ApprovedGrant): string[] =>
  [grant, ...grant.extensions].flatMap(({ conflicts }) => conflicts.map(({ profileId }) => profileId));

const standingOf = (
  {
    version,
    digest,
    approvals,
    escalated,
  }: Pick<ApprovedExtension, 'version' | 'digest' | 'approvals' | 'escalated'>,
  requester: PersonFacts,
  profile: ProfileRules,
  organisation: Organisation,
): ApprovalStanding =>
  approvalStanding(
    { requester, profile, version, digest, escalated: new Set(escalated) },
    approvals,
    organisation,
  );

export function personOf({ id, personId }: ApprovedGrant, organisation: Organisation): PersonFacts {
  const person = organisation.person(personId);
  if (!person) throw new Error(`The person of grant ${id} is missing from the directory.`);
  return person;
}
