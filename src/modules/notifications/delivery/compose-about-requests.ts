import { Inject, Injectable } from '@nestjs/common';
import { known } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import type { Reader } from '../../../platform/database/unit-of-work';
import { CatalogRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { type Grant, GrantRepository } from '../../grants';
import {
  type AccessRequest,
  ApprovalLinks,
  ApprovalRepository,
  type DecisionRow,
  extendsUntil,
  RequestRepository,
  RequestStandings,
} from '../../requests';
import { versionIn } from '../domain/ask-topic';
import type { MessageAction, NotificationMessage } from '../domain/message';
import { approvalAsked } from '../domain/messages/approval-asked';
import { type AccessSince, requestClosed } from '../domain/messages/request-closed';
import type { Notification } from '../domain/notification';

@Injectable()
export class ComposeAboutRequests {
  constructor(
    private readonly requests: RequestRepository,
    private readonly approvals: ApprovalRepository,
    private readonly standings: RequestStandings,
    private readonly links: ApprovalLinks,
    private readonly grants: GrantRepository,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async asked(
    from: Reader,
    { subjectId, personId, topic }: Notification,
  ): Promise<NotificationMessage | undefined> {
    const request = await this.requests.find(from, subjectId);
    const version = versionIn(topic);
    const ask = (await this.approvals.asksOf(from, [subjectId])).find(
      ({ requestVersion, approverId }) => requestVersion === version && approverId === personId,
    );
    if (!request || !ask) return undefined;
    const profile = await this.catalog.profile(from, request.profileId);
    const { nameOf, decisions } = await this.around(from, request);
    const standing = known((await this.standings.of(from, [request])).get(request.id), 'The standing');
    return approvalAsked({
      state: request.state,
      changedSince: request.version !== version,
      requester: nameOf(request.requesterId),
      profile: profile.name,
      dataCategory: profile.dataCategory,
      durationSeconds: request.durationSeconds,
      startsAt: request.startsAt,
      ticket: request.ticket,
      heldTogetherWith: request.conflicts.map(({ name }) => name),
      extendsUntil: request.extension && extendsUntil(request.extension, request.durationSeconds),
      lapsesAt: request.lapsesAt,
      because: ask.because,
      part: standing.partOf(personId),
      missing: standing.missing,
      waitingFor: standing.waitingFor,
      decisions: decisions.map(({ approverId, decision }) => ({
        approver: nameOf(approverId),
        own: approverId === personId,
        approved: decision === 'approve',
      })),
      closedByItself: request.closedBecause !== null,
      decide: { label: 'Look and decide', url: await this.addressFor(request, personId) },
      look: this.look(request),
    });
  }

  async closed(from: Reader, { subjectId }: Notification): Promise<NotificationMessage | undefined> {
    const request = await this.requests.find(from, subjectId);
    if (!request || request.state === 'pending') return undefined;
    const profile = await this.catalog.profile(from, request.profileId);
    const { nameOf, decisions } = await this.around(from, request);
    const grant = (await this.grants.ofRequests(from, [request.id])).at(0);
    const denial = decisions.find(({ decision }) => decision === 'deny');
    return requestClosed({
      outcome: request.state,
      profile: profile.name,
      isExtension: request.extension !== null,
      durationSeconds: request.durationSeconds,
      startsAt: request.startsAt,
      claimBy: grant?.claimBy ?? null,
      approvers: decisions.flatMap((row) => (row.decision === 'approve' ? [nameOf(row.approverId)] : [])),
      denier: denial ? nameOf(denial.approverId) : null,
      grantEnded: request.closedBecause === 'grant-ended',
      access: grant ? accessSince(grant) : null,
      look: this.look(request),
    });
  }

  private async around(
    from: Reader,
    request: AccessRequest,
  ): Promise<{ nameOf: (id: string) => string; decisions: DecisionRow[] }> {
    const all = await this.approvals.decisionsOf(from, [request.id]);
    const decisions = all.filter(({ requestVersion }) => requestVersion === request.version);
    const people = [request.requesterId, ...decisions.map(({ approverId }) => approverId)];
    const names = new Map((await this.directory.peopleAmong(from, people)).map(({ id, name }) => [id, name]));
    return { decisions, nameOf: (id) => names.get(id) ?? 'Somebody' };
  }

  /** The link of this approver alone; a day later, or once it was used, the request's own page. */
  private async addressFor(request: AccessRequest, approverId: string): Promise<string> {
    const link = (await this.links.of(request)).find(({ approver }) => approver.id === approverId);
    return link?.url ?? this.look(request).url;
  }

  private look = ({ id }: AccessRequest): MessageAction => ({
    label: 'Open the request',
    url: `${this.environment.publicUrl}/requests/${id}`,
  });
}

function accessSince({ state, expiresAt, endedAt }: Grant): AccessSince {
  if (endedAt !== null) return { state: 'over', at: endedAt };
  if (state === 'active' && expiresAt !== null) return { state: 'in-use', until: expiresAt };
  return { state: state === 'ending' || state === 'unconfirmed' ? 'ending' : 'to-be-used' };
}
