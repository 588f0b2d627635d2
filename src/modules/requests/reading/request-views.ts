import { Inject, Injectable } from '@nestjs/common';
import { type Clock, known, SECOND } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { iso, isoOrNull } from '../../../platform/http/shapes';
import { type AccessProfile, CatalogRepository, type SystemReading } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { type Grant, GrantRepository, type GrantView, GrantViews, latestEnd } from '../../grants';
import {
  type ApprovalStanding,
  approvalStanding,
  isSettledByApproval,
  mayApprove,
  mayDeny,
  type Organisation,
  type PersonFacts,
} from '../../policy';
import {
  type AccessRequest,
  type Ask,
  type DecisionRow,
  type Extension,
  extendsUntil,
  type StageRow,
} from '../access-request';
import { ApprovalRepository } from '../approval.repository';
import { type BreakGlass, breakGlassStanding } from '../break-glass/break-glass';
import { BreakGlassRepository } from '../break-glass/break-glass.repository';
import { conflictSince } from '../deciding/decision-rules';
import { requestDigest } from '../request-digest';
import { approvalsAmong, requestFacts } from '../request-facts';
import { withConflicts } from '../request-profiles';
import { RequestRules } from '../request-rules';
import type { RequestView } from '../requests.dto';
import { escalatedAmong, stillOpened } from '../opened-stages';
import { StageRepository } from '../stage.repository';
import { stageViews } from './stage-views';

interface Surroundings {
  readonly profiles: ReadonlyMap<string, AccessProfile>;
  readonly readings: ReadonlyMap<string, SystemReading>;
  readonly organisation: Organisation;
  readonly asks: readonly Ask[];
  readonly decisions: readonly DecisionRow[];
  readonly stages: readonly StageRow[];
  readonly now: Date;
  /** By the request that each came of. */
  readonly grants: ReadonlyMap<string, GrantView>;
  /** Ids of waiting requests whose requester was given something since that needs an extra approval. */
  readonly conflicting: ReadonlySet<string>;
  /** Emergency access, by the request that it stands on. */
  readonly brokenGlass: ReadonlyMap<string, BreakGlass>;
  /** What is asked to go on. */
  readonly extended: ReadonlyMap<string, Grant>;
}

/** Requests as clients see them: everything an approver reads before deciding, from one snapshot of facts. */
@Injectable()
export class RequestViews {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly approvals: ApprovalRepository,
    private readonly stages: StageRepository,
    private readonly breakGlass: BreakGlassRepository,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    private readonly grants: GrantRepository,
    private readonly grantViews: GrantViews,
    private readonly rules: RequestRules,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async one(principal: Principal, request: AccessRequest): Promise<RequestView> {
    const [view] = await this.many(principal, [request]);
    return view;
  }

  async many(principal: Principal, requests: readonly AccessRequest[]): Promise<RequestView[]> {
    if (requests.length === 0) return [];
    const around = await this.surroundings(principal, requests);
    return requests.map((request) => viewOf(request, around, principal));
  }

  private async surroundings(
    principal: Principal,
    requests: readonly AccessRequest[],
  ): Promise<Surroundings> {
    const from = this.uow.reader;
    const ids = requests.map(({ id }) => id);
    const extended = requests.flatMap(({ extension }) => extension?.grantId ?? []);
    const grants = await this.grants.ofRequests(from, ids);
    const profiles = await this.catalog.profiles(from);
    const readings = await this.catalog.readings(from);
    const organisation = await this.directory.organisation(from);
    return {
      profiles: new Map(profiles.map((profile) => [profile.id, profile])),
      readings: new Map(readings.map((reading) => [reading.systemId, reading])),
      organisation,
      conflicting: await this.conflicting(requests, profiles, organisation),
      asks: await this.approvals.asksOf(from, ids),
      decisions: await this.approvals.decisionsOf(from, ids),
      stages: await this.stages.ofRequests(from, ids),
      now: this.clock.now(),
      grants: new Map((await this.grantViews.many(principal, grants)).map((view) => [view.requestId, view])),
      brokenGlass: new Map(
        (await this.breakGlass.ofRequests(from, ids)).map((used) => [used.requestId, used]),
      ),
      extended: new Map((await this.grants.byIds(from, extended)).map((grant) => [grant.id, grant])),
    };
  }

  /** Asked of the few requests for which an extra approver could be needed at all. */
  private async conflicting(
    requests: readonly AccessRequest[],
    profiles: readonly AccessProfile[],
    organisation: Organisation,
  ): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const request of requests.filter(({ state }) => state === 'pending')) {
      const profile = profiles.find(({ id }) => id === request.profileId);
      if (!profile || !profiles.some(({ rules }) => isSettledByApproval(profile.rules, rules))) continue;
      if (
        await this.rules.hasConflictSince(this.uow.reader, request, profile, organisation, this.clock.now())
      )
        found.add(request.id);
    }
    return found;
  }
}

function viewOf(request: AccessRequest, around: Surroundings, principal: Principal): RequestView {
  const { organisation } = around;
  const profile = withConflicts(known(around.profiles.get(request.profileId), 'A name'), request.conflicts, [
    ...around.profiles.values(),
  ]);
  const requester = known(organisation.person(request.requesterId), 'A person');
  const decisions = around.decisions.filter(({ requestId }) => requestId === request.id);
  const asked = around.asks.filter(
    ({ requestId, requestVersion }) => requestId === request.id && requestVersion === request.version,
  );
  const stages = around.stages.filter(
    ({ requestId, requestVersion }) => requestId === request.id && requestVersion === request.version,
  );
  const facts = requestFacts(request, profile, organisation, escalatedAmong(stages, profile));
  const given = approvalsAmong(decisions);
  const standing = approvalStanding(facts, given, organisation);
  const grant = around.grants.get(request.id);
  const brokenGlass = around.brokenGlass.get(request.id);
  const nameOf = (id: string) => ({ id, name: known(organisation.person(id), 'A person').name });
  const isPending = request.state === 'pending';
  const isOwn = request.requesterId === principal.personId;
  const viewer = known(organisation.person(principal.personId), 'A person');
  const mayStillDecide =
    isPending &&
    !decisions.some((row) => row.approverId === viewer.id && row.requestVersion === request.version);
  return {
    id: request.id,
    version: request.version,
    state: request.state,
    requester: {
      id: requester.id,
      name: requester.name,
      jobRoles: requester.jobRoles.map(organisation.titleOf),
    },
    profile: profileOf(profile, around.readings),
    justification: request.justification,
    ticket: request.ticket,
    durationSeconds: request.durationSeconds,
    startsAt: isoOrNull(request.startsAt),
    createdAt: iso(request.createdAt),
    lapsesAt: iso(request.lapsesAt),
    decidedAt: isoOrNull(request.decidedAt),
    closedBecause: request.closedBecause,
    digest: request.digest,
    heldTogetherWith: request.conflicts.map(({ name }) => name),
    approvalsNeeded: standing.plan.required,
    approvedByPolicy: brokenGlass ? null : byPolicyWords(request, standing, given.length),
    breakGlass: brokenGlass
      ? { id: brokenGlass.id, standing: breakGlassStanding(brokenGlass, grant, around.now) }
      : null,
    waitingFor: isPending ? waitingWords(request, profile, requester, standing, around) : null,
    approvalOrder: standing.plan.order,
    stages: brokenGlass ? [] : stageViews(standing, stillOpened(stages, profile), request.state),
    asked: asked.map(({ approverId, because, role, stage, standsInFor, askedAt }) => ({
      ...nameOf(approverId),
      because,
      role,
      stage,
      standsInFor: standsInFor === null ? null : nameOf(standsInFor),
      askedAt: iso(askedAt),
    })),
    decisions: decisions.map((row) => ({
      approver: nameOf(row.approverId),
      decision: row.decision,
      reason: row.reason,
      factor: row.factor,
      version: row.requestVersion,
      counts: row.requestVersion === request.version,
      decidedAt: iso(row.decidedAt),
    })),
    extension: request.extension && extensionOf(request, request.extension, profile, around),
    grant: grant ?? null,
    may: {
      edit: isPending && isOwn,
      cancel: isPending && isOwn,
      decide: mayStillDecide && mayDeny(viewer, facts, organisation, given, around.now).allowed,
      approve: mayStillDecide && mayApprove(viewer, facts, organisation, given, around.now).allowed,
    },
  };
}

function extensionOf(
  { durationSeconds }: AccessRequest,
  extension: Extension,
  { rules }: AccessProfile,
  { extended }: Surroundings,
): RequestView['extension'] {
  const grant = known(extended.get(extension.grantId), 'What is extended');
  const until = extendsUntil(extension, durationSeconds);
  const claimedAt = known(grant.claimedAt ?? undefined, 'The first use');
  return {
    grantId: extension.grantId,
    requestId: extension.grantRequestId,
    from: iso(extension.from),
    until: iso(until),
    totalSeconds: Math.round((until.getTime() - claimedAt.getTime()) / SECOND),
    latestEnd: iso(known(latestEnd(grant, rules) ?? undefined, 'The latest end')),
  };
}

/** In the words of today's policy, as long as it says so. */
function byPolicyWords({ state }: AccessRequest, { plan }: ApprovalStanding, given: number): string | null {
  if (state !== 'approved' || given > 0) return null;
  return plan.byPolicy ?? 'When it was asked for, nobody had to be asked.';
}

/** After a change of the profile nobody may approve what was asked by its earlier words and rights. */
export function waitingWords(
  request: AccessRequest,
  profile: AccessProfile,
  requester: PersonFacts,
  { waitingFor }: ApprovalStanding,
  { conflicting }: Pick<Surroundings, 'conflicting'>,
): string | null {
  if (conflicting.has(request.id)) return conflictSince(requester.name, profile.name);
  if (requestDigest(request, profile) === request.digest) return waitingFor ?? null;
  return `The profile was changed after this was asked. Waiting for ${requester.name} to read it again and send it anew.`;
}

function profileOf(profile: AccessProfile, readings: Surroundings['readings']): RequestView['profile'] {
  const systems = new Map(profile.entitlements.map(({ system }) => [system.id, system]));
  return {
    id: profile.id,
    key: profile.key,
    name: profile.name,
    personalData: profile.rules.personalData,
    dataCategory: profile.dataCategory,
    purpose: profile.purpose,
    processingActivity: profile.processingActivity.title,
    allows: [...profile.allows],
    allowsNot: [...profile.allowsNot],
    systems: [...systems.values()].map(({ id, key, name }) => ({
      key,
      name,
      guard: readings.get(id)?.guard ?? null,
    })),
  };
}
