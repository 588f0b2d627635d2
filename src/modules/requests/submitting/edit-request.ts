import { Injectable } from '@nestjs/common';
import { conflict, invalid, known, rateLimited } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { CatalogRepository, holdPolicy } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { accountsOf, GrantRepository } from '../../grants';
import type { RequestInput } from '../../policy';
import type { AccessRequest } from '../access-request';
import { AskApprovers } from '../routing/ask-approvers';
import { AskingLimits } from './asking-limits';
import { CarryOutRequest } from '../deciding/carry-out-request';
import { ExtensionRules } from '../extension-rules';
import { RaiseBurst } from './raise-burst';
import { RequestAccess } from '../request-access';
import { requestDigest } from '../request-digest';
import { requestEvent } from '../request-events';
import { RequestRepository } from '../request.repository';
import { RequestRules } from '../request-rules';
import { lapseOf, whatIsAsked } from './take-request';

export interface RequestEdit extends Partial<RequestInput> {
  /** The version that the requester saw; another one by now is a conflict. */
  readonly version: number;
}

/** A change makes a new version: approvals of the earlier one count no more and everybody is asked anew (I2). */
@Injectable()
export class EditRequest {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly requests: RequestRepository,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    private readonly grants: GrantRepository,
    private readonly rules: RequestRules,
    private readonly extensionRules: ExtensionRules,
    private readonly limits: AskingLimits,
    private readonly askApprovers: AskApprovers,
    private readonly raiseBurst: RaiseBurst,
    private readonly carryOut: CarryOutRequest,
    private readonly access: RequestAccess,
  ) {}

  async edit(actor: Actor, principal: Principal, id: string, edit: RequestEdit): Promise<void> {
    await this.access.assertOwn(actor, principal, id);
    await this.uow.run(actor, async (tx) => {
      await holdPolicy(tx);
      await this.requests.lockHuman(tx, principal.personId);
      const { request, grant } = await this.requests.lockWithGrant(tx, id, this.grants);
      assertEditable(request, edit);
      const profile = await this.catalog.profile(tx, request.profileId);
      const organisation = await this.directory.organisation(tx);
      const person = known(organisation.person(principal.personId), 'A person');
      const accounts = accountsOf(person, organisation);
      await this.limits.assertNotPaused(tx, accounts, profile);
      const input = {
        justification: edit.justification ?? request.justification,
        ticket: edit.ticket === undefined ? request.ticket : edit.ticket,
        durationSeconds: edit.durationSeconds ?? request.durationSeconds,
        startsAt: edit.startsAt === undefined ? request.startsAt : edit.startsAt,
      };
      const asker = { person, organisation };
      const {
        profile: extended,
        accepted,
        plan,
      } = grant
        ? await this.extensionRules.assertAcceptable(tx, grant, profile, asker, input)
        : await this.rules.assertAcceptable(tx, person, profile, organisation, input, id);
      // After a change of the profile itself, or of what is held as well, the same words have to be signed anew.
      const sameConflicts = { ...request, conflicts: accepted.conflicts };
      const stillTheSameAsk = requestDigest(sameConflicts, profile) === request.digest;
      if (stillTheSameAsk && isUnchanged(request, accepted))
        throw invalid('requests.nothing_changed', 'Nothing is different from before.');
      const changed = { ...request, ...accepted, version: request.version + 1 };
      const next = {
        ...changed,
        digest: requestDigest(changed, profile),
        lapsesAt: lapseOf(changed.extension, tx.now),
      };
      await this.requests.saveNewVersion(tx, next);
      await this.askApprovers.ask(tx, next, extended, organisation);
      await this.raiseBurst.run(tx, next, accounts);
      const before = { earlierVersion: open(request.version), earlierDigest: open(request.digest) };
      tx.record(requestEvent('requests.edited', next, { ...whatIsAsked(next), ...before }, 'notice'));
      if (plan.byPolicy !== null) await this.carryOut.byPolicy(tx, next, profile, plan.byPolicy);
    });
  }
}

/** Each version asks everybody anew. */
const MOST_VERSIONS = 20;

function assertEditable(request: AccessRequest, edit: RequestEdit): void {
  if (request.version >= MOST_VERSIONS) {
    throw rateLimited(
      'requests.too_many_changes',
      `This request was changed ${MOST_VERSIONS - 1} times, and each time its approvers were asked anew. Withdraw it, and ask once you know what you need.`,
    );
  }
  if (request.state !== 'pending') {
    throw conflict(
      'requests.already_decided',
      `This request is ${request.state}, so it cannot be changed any more.`,
    );
  }
  if (request.version !== edit.version) {
    throw conflict(
      'requests.version_changed',
      'This request was changed meanwhile. Reload it and look again.',
    );
  }
}

const isUnchanged = (
  request: AccessRequest,
  accepted: Omit<RequestInput, 'durationSeconds'> & { durationSeconds: number },
): boolean =>
  accepted.justification === request.justification &&
  accepted.ticket === request.ticket &&
  accepted.durationSeconds === request.durationSeconds &&
  accepted.startsAt?.getTime() === request.startsAt?.getTime();
