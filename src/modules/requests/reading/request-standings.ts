import { Inject, Injectable } from '@nestjs/common';
import { type Clock, known } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import type { Reader } from '../../../platform/database/unit-of-work';
import { type AccessProfile, CatalogRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { approvalStanding, missingPlaces, type Organisation, type Part, partIn } from '../../policy';
import type { AccessRequest, DecisionRow, StageRow } from '../access-request';
import { ApprovalRepository } from '../approval.repository';
import { requestDigest } from '../request-digest';
import { approvalsAmong, requestFacts } from '../request-facts';
import { withConflicts } from '../request-profiles';
import { waitingWords } from './request-views';
import { escalatedAmong } from '../opened-stages';
import { StageRepository } from '../stage.repository';

/** How a waiting request stands. */
export interface RequestStanding {
  /** "Waiting for two approvers (the CTO or the data protection officer)." */
  readonly waitingFor: string | null;
  /** How many approvals. */
  readonly missing: number;
  /** Of somebody who has not decided on it. */
  partOf(personId: string): Part;
}

interface Facts {
  readonly profiles: readonly AccessProfile[];
  readonly organisation: Organisation;
  readonly decisions: readonly DecisionRow[];
  readonly stages: readonly StageRow[];
  readonly now: Date;
}

/** What each of these requests still waits for, and from whom, by the facts of this moment. */
@Injectable()
export class RequestStandings {
  constructor(
    private readonly approvals: ApprovalRepository,
    private readonly stages: StageRepository,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(from: Reader, requests: readonly AccessRequest[]): Promise<ReadonlyMap<string, RequestStanding>> {
    const ids = requests.map(({ id }) => id);
    const facts: Facts = {
      profiles: await this.catalog.profiles(from),
      organisation: await this.directory.organisation(from),
      decisions: await this.approvals.decisionsOf(from, ids),
      stages: await this.stages.ofRequests(from, ids),
      now: this.clock.now(),
    };
    return new Map(requests.map((request) => [request.id, standingOf(request, facts)]));
  }
}

function standingOf(request: AccessRequest, facts: Facts): RequestStanding {
  const { organisation, now } = facts;
  const { id, version } = request;
  const asked = known(
    facts.profiles.find((one) => one.id === request.profileId),
    'A profile',
  );
  const profile = withConflicts(asked, request.conflicts, facts.profiles);
  const stages = facts.stages.filter((row) => row.requestId === id && row.requestVersion === version);
  const about = requestFacts(request, profile, organisation, escalatedAmong(stages, profile));
  const given = approvalsAmong(facts.decisions.filter(({ requestId }) => requestId === id));
  const standing = approvalStanding(about, given, organisation);
  const isAsItWas = requestDigest(request, profile) === request.digest;
  return {
    waitingFor: waitingWords(request, profile, about.requester, standing, { conflicting: new Set() }),
    missing: missingPlaces(standing),
    partOf: (personId) => {
      const part = partIn(known(organisation.person(personId), 'A person'), about, organisation, given, now);
      // Nobody may approve it before its requester has sent it anew.
      return part === 'needed' && !isAsItWas ? 'not-needed' : part;
    },
  };
}
