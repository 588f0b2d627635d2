import { Injectable } from '@nestjs/common';
import { known } from '../../../kernel';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { page, readCursor } from '../../../platform/http/cursor';
import type { Principal } from '../../../platform/http/principal';
import { iso, isoOrNull } from '../../../platform/http/shapes';
import { DirectoryRepository } from '../../directory';
import type { Organisation } from '../../policy';
import { isOverseen } from '../domain/reach';
import { type ChangeStanding, changeStanding, mayApproveChange } from './domain/change-approval';
import {
  digestOfChange,
  factsOf,
  isOpen,
  type PolicyChange,
  type PolicyChangeApproval,
} from './policy-change';
import { PolicyChangeRepository } from './policy-change.repository';
import type { ChangeQuery, ChangeSummary, ChangeView } from './policy-changes.dto';

/** One change with what is known about it at this moment. */
interface Known {
  readonly change: PolicyChange;
  readonly approvals: readonly PolicyChangeApproval[];
  readonly standing: ChangeStanding;
  readonly organisation: Organisation;
}

/** Changes of the rules as those see them who oversee them, with what whoever asks may do. */
@Injectable()
export class PolicyChangeViews {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly changes: PolicyChangeRepository,
    private readonly directory: DirectoryRepository,
  ) {}

  async list(principal: Principal, { cursor, limit, open }: ChangeQuery) {
    const from = this.uow.reader;
    const found = await this.changes.list(from, readCursor(cursor), limit + 1, open === 'true');
    const organisation = await this.directory.organisation(from);
    const approvals = await this.changes.approvals(
      from,
      found.map(({ id }) => id),
    );
    const rows = found.map((change) => ({ id: change.id, createdAt: change.proposedAt, change }));
    return page(rows, limit, ({ change }) =>
      summary(principal, knownOf(change, approvalsOf(change, approvals), organisation)),
    );
  }

  async one(principal: Principal, id: string): Promise<ChangeView> {
    const from = this.uow.reader;
    const change = await this.changes.find(from, id);
    const about = knownOf(
      change,
      await this.changes.approvals(from, [id]),
      await this.directory.organisation(from),
    );
    const counting = new Set(about.standing.counted);
    return {
      ...summary(principal, about),
      changes: change.changes.map(({ area, kind, reach, sentence }) => ({ area, kind, reach, sentence })),
      fileDigest: change.fileDigest,
      approvals: about.approvals.map((approval) => ({
        person: personOf(approval.approverId, about.organisation),
        at: iso(approval.decidedAt),
        // Once it is over nothing is judged again.
        counts: !isOpen(change) || counting.has(approval),
      })),
      impossible: change.state === 'proposed' && about.standing.impossible,
      approveDigest: digestOfChange('policy.approve-change', change),
      stopDigest: digestOfChange('policy.stop-change', change),
    };
  }
}

const approvalsOf = ({ id }: PolicyChange, all: readonly PolicyChangeApproval[]): PolicyChangeApproval[] =>
  all.filter(({ changeId }) => changeId === id);

const knownOf = (
  change: PolicyChange,
  approvals: readonly PolicyChangeApproval[],
  organisation: Organisation,
): Known => ({
  change,
  approvals,
  organisation,
  standing: changeStanding(factsOf(change), approvals, organisation),
});

function summary(principal: Principal, about: Known): ChangeSummary {
  const { change, organisation, standing } = about;
  return {
    id: change.id,
    state: change.state,
    reach: change.reach,
    overseen: isOverseen(change.reach),
    reason: change.reason,
    proposedBy: personOrNull(change.proposedBy, organisation),
    proposedAt: iso(change.proposedAt),
    lapsesAt: iso(change.lapsesAt),
    approvedAt: isoOrNull(change.approvedAt),
    effectiveAt: isoOrNull(change.effectiveAt),
    settledAt: isoOrNull(change.settledAt),
    settledBy: personOrNull(change.settledBy, organisation),
    settledBecause: change.settledBecause,
    headline: headlineOf(change),
    differences: change.changes.length,
    waitingFor:
      change.state === 'proposed' && standing.missing !== undefined
        ? `Waiting for ${standing.missing}.`
        : null,
    may: mayOf(principal, about),
  };
}

function mayOf({ personId }: Principal, { change, approvals, organisation }: Known): ChangeSummary['may'] {
  const stop = stopOf(change, personId);
  if (change.state !== 'proposed') return { approve: false, whyNot: null, stop };
  if (approvals.some(({ approverId }) => approverId === personId))
    return { approve: false, whyNot: 'You have approved it.', stop };
  const person = known(organisation.person(personId), 'A person');
  const allowance = mayApproveChange(person, factsOf(change), organisation);
  return allowance.allowed
    ? { approve: true, whyNot: null, stop }
    : { approve: false, whyNot: allowance.reason.sentence, stop };
}

function stopOf({ state, proposedBy }: PolicyChange, personId: string): ChangeSummary['may']['stop'] {
  if (state === 'approved') return 'stop';
  if (state !== 'proposed') return null;
  return proposedBy === personId ? 'withdraw' : 'deny';
}

const headlineOf = ({ changes, reach }: PolicyChange): string =>
  (changes.find((change) => change.reach === reach) ?? changes[0])?.sentence ?? 'Nothing';

const personOf = (id: string, organisation: Organisation) => ({
  id,
  name: organisation.person(id)?.name ?? 'Somebody who is no longer in the directory',
});

const personOrNull = (id: string | null, organisation: Organisation) =>
  id === null ? null : personOf(id, organisation);
