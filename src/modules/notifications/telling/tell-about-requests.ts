import { Injectable } from '@nestjs/common';
import { DAY } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { EventView } from '../../audit';
import { type AccessRequest, ApprovalRepository, RequestRepository } from '../../requests';
import { askTopic } from '../domain/ask-topic';
import { Notify } from './notify';

const ABSENCES: ReadonlySet<string> = new Set(['requests.absence_recorded', 'requests.absence_ended']);

const peopleOf = ({ subject, related }: EventView): string[] =>
  [subject, ...related].flatMap(({ kind, id }) => (kind === 'person' ? [id] : []));

/** What was refused changed nothing, so nobody else hears of it: else whoever is refused could ring everybody's telephone. */
const isRefusal = ({ type }: EventView): boolean => type.endsWith('_refused');

/**
 * Tells of one request by the facts of now, whatever happened to it: everybody who is asked and has not decided hears of
 * it once a version, and again when they are asked for more; so whoever is asked later (a delegate, an escalation) is told
 * as soon as anything happens to it.
 */
@Injectable()
export class TellAboutRequests {
  constructor(
    private readonly notify: Notify,
    private readonly requests: RequestRepository,
    private readonly approvals: ApprovalRepository,
  ) {}

  async tell(tx: Tx, event: EventView): Promise<void> {
    if (isRefusal(event)) return;
    if (event.subject.kind === 'access-request') await this.tellOfRequest(tx, event.subject.id);
    if (ABSENCES.has(event.type)) await this.tellOfAbsence(tx, peopleOf(event));
  }

  private async tellOfRequest(tx: Tx, requestId: string): Promise<void> {
    const request = await this.requests.find(tx, requestId);
    if (!request) return;
    await this.notify.revise(tx, 'approval-asked', [request.id]);
    if (request.state === 'pending') await this.tellApprovers(tx, request);
    else await this.tellRequester(tx, request);
  }

  /** Who is away, and for how long, says who is asked: what these were asked says what is true now. */
  private async tellOfAbsence(tx: Tx, personIds: readonly string[]): Promise<void> {
    const asked = await Promise.all(personIds.map((id) => this.requests.undecidedBy(tx, id)));
    const ids = new Set(asked.flat().map(({ id }) => id));
    if (ids.size > 0) await this.notify.revise(tx, 'approval-asked', [...ids]);
  }

  private async tellApprovers(tx: Tx, request: AccessRequest): Promise<void> {
    const decided = new Set(
      (await this.approvals.decisionsOf(tx, [request.id]))
        .filter(({ requestVersion }) => requestVersion === request.version)
        .map(({ approverId }) => approverId),
    );
    for (const ask of await this.approvals.asksOf(tx, [request.id])) {
      if (ask.requestVersion !== request.version || decided.has(ask.approverId)) continue;
      await this.notify.tell(tx, {
        kind: 'approval-asked',
        personId: ask.approverId,
        subjectId: request.id,
        topic: askTopic(ask),
        notAfter: request.lapsesAt,
      });
    }
  }

  /** Whoever took their own request back knows. */
  private async tellRequester(tx: Tx, request: AccessRequest): Promise<void> {
    if (request.state === 'cancelled' && request.closedBecause === null) return;
    await this.notify.tell(tx, {
      kind: 'request-closed',
      personId: request.requesterId,
      subjectId: request.id,
      topic: request.state,
      notAfter: new Date(tx.now.getTime() + DAY),
    });
  }
}
