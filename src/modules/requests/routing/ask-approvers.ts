import { Inject, Injectable } from '@nestjs/common';
import { addSeconds, DAY } from '../../../kernel';
import { MASTER_KEY, type MasterKey } from '../../../platform/crypto/master-key';
import { hashToken, newToken } from '../../../platform/crypto/token';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { AccessProfile } from '../../catalog';
import {
  type ApprovalStanding,
  approvalStanding,
  type ApproverCandidate,
  askedNow,
  isAskedForMore,
  type Organisation,
} from '../../policy';
import type { AccessRequest, Ask, DecisionRow, StageRow } from '../access-request';
import { ApprovalRepository, type NewAsk } from '../approval.repository';
import { approvalsAmong, requestFacts } from '../request-facts';
import { escalatedAmong, stillOpened, whomDigest } from '../opened-stages';
import { StageRepository } from '../stage.repository';

const LINK_LASTS = DAY;
export const LINK_PURPOSE = 'approval link';

/**
 * Puts a request to everybody whose turn has come and who was not asked for as much yet: at first, when a stage has been
 * answered, when one has waited too long, when somebody is away, and when the policy has changed. Each gets a link of their
 * own: it locates the request and proves nothing about who follows it.
 */
@Injectable()
export class AskApprovers {
  constructor(
    private readonly approvals: ApprovalRepository,
    private readonly stages: StageRepository,
    @Inject(MASTER_KEY) private readonly masterKey: MasterKey,
  ) {}

  /** On a request that the caller has locked or just made. */
  async ask(
    tx: Tx,
    request: AccessRequest,
    profile: AccessProfile,
    organisation: Organisation,
  ): Promise<Asked> {
    return this.askBy(tx, await this.factsOf(tx, { request, profile, organisation }));
  }

  async factsOf(
    tx: Tx,
    about: Pick<AskingFacts, 'request' | 'profile' | 'organisation'>,
  ): Promise<AskingFacts> {
    const { request } = about;
    return {
      ...about,
      stages: await this.stages.ofVersion(tx, request),
      decisions: await this.approvals.decisionsOf(tx, [request.id]),
      asks: await this.approvals.asksOf(tx, [request.id]),
    };
  }

  async askBy(tx: Tx, facts: AskingFacts): Promise<Asked> {
    const { request, profile, stages } = facts;
    const { stage, asked } = askedAnew(facts, tx.now);
    const known = stillOpened(stages, profile);
    const replaced = stages.filter((row) => !known.includes(row));
    if (replaced.length > 0) await this.stages.void(tx, request, replaced.map(indexOf));
    const opened = newStages(facts, stage, tx.now);
    await this.stages.open(tx, opened);
    await this.approvals.putAsks(
      tx,
      asked.map((candidate) => this.askOf(request, candidate, tx.now)),
    );
    return { asked, opened: opened.map(indexOf) };
  }

  private askOf(request: AccessRequest, candidate: ApproverCandidate, now: Date): NewAsk {
    const { person, because, role, stage, standsInFor } = candidate;
    const token = newToken().reveal();
    return {
      requestId: request.id,
      requestVersion: request.version,
      approverId: person.id,
      because,
      role,
      stage,
      standsInFor: standsInFor?.id ?? null,
      askedAt: now,
      linkTokenHash: hashToken(token),
      sealedLinkToken: this.masterKey.seal(LINK_PURPOSE, contextOf(request, person.id), Buffer.from(token)),
      linkExpiresAt: new Date(Math.min(now.getTime() + LINK_LASTS, request.lapsesAt.getTime())),
    };
  }

  /** The link's token again, for whoever delivers it. It is stored sealed, so that a dump of the database opens no link. */
  reopen(request: AccessRequest, approverId: string, sealed: Buffer): string {
    return this.masterKey.open(LINK_PURPOSE, contextOf(request, approverId), sealed).toString();
  }
}

/** What came of it now. */
export interface Asked {
  readonly asked: readonly ApproverCandidate[];
  /** Stages, by index. */
  readonly opened: readonly number[];
}

export interface AskingFacts {
  readonly request: AccessRequest;
  readonly profile: AccessProfile;
  readonly organisation: Organisation;
  /** Of the present version. */
  readonly stages: readonly StageRow[];
  readonly decisions: readonly DecisionRow[];
  readonly asks: readonly Ask[];
}

/** How the request stands by what is on record. */
export function standingBy({
  request,
  profile,
  organisation,
  stages,
  decisions,
}: AskingFacts): ApprovalStanding {
  const facts = requestFacts(request, profile, organisation, escalatedAmong(stages, profile));
  return approvalStanding(facts, approvalsAmong(decisions), organisation);
}

/** Who has to be asked at this moment beside those who were, up to which stage. */
function askedAnew(
  { request, profile, organisation, stages, decisions, asks }: AskingFacts,
  now: Date,
): { readonly stage: number; readonly asked: readonly ApproverCandidate[] } {
  const facts = requestFacts(request, profile, organisation, escalatedAmong(stages, profile));
  const { stage, candidates } = askedNow(facts, approvalsAmong(decisions), organisation, now);
  const ofVersion = <Row extends Ask | DecisionRow>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
    new Map(
      rows
        .filter(({ requestVersion }) => requestVersion === request.version)
        .map((row) => [row.approverId, row]),
    );
  const [before, decided] = [ofVersion(asks), ofVersion(decisions)];
  const asked = candidates.filter((candidate) => {
    const earlier = before.get(candidate.person.id);
    return !earlier || (!decided.has(candidate.person.id) && isAskedForMore(earlier, candidate));
  });
  return { stage, asked };
}

/** Up to `last`, without those that are open already. */
function newStages(facts: AskingFacts, last: number, now: Date): Omit<StageRow, 'escalatedAt'>[] {
  const { request, profile, stages } = facts;
  const known = new Set(stillOpened(stages, profile).map(indexOf));
  const { empty } = standingBy(facts);
  return profile.rules.approvals.slice(0, last + 1).flatMap((step, stage) => {
    if (known.has(stage)) return [];
    // What new rules bring may be answered by what was given already, and is then put to nobody else.
    const escalates = step.escalation && empty[stage] > 0;
    return [
      {
        requestId: request.id,
        requestVersion: request.version,
        stage,
        whom: whomDigest(step),
        openedAt: now,
        escalatesAt: escalates ? addSeconds(now, step.escalation.after) : null,
      },
    ];
  });
}

const indexOf = ({ stage }: Pick<StageRow, 'stage'>): number => stage;

const contextOf = ({ id, version }: AccessRequest, approverId: string): string =>
  `${id} ${version} ${approverId}`;
