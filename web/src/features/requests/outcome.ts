import type { AccessRequest } from '../../api/types';

export interface Outcome {
  readonly sentence: string;
  readonly at?: string;
  readonly reason?: string;
}

type Decided = Pick<AccessRequest, 'state' | 'decisions'> & {
  readonly requester: { readonly name: string };
};
type Decision = AccessRequest['decisions'][number];

/** How a request was settled and by whom, as `readerId` is told it; undefined while it waits for the reader too. */
export function outcomeOf(request: Decided, readerId: string | undefined): Outcome | undefined {
  switch (request.state) {
    case 'pending':
      return ownAnswer(request.decisions, readerId);
    case 'cancelled':
      return { sentence: `${request.requester.name} has taken this request back.` };
    case 'lapsed':
      return { sentence: 'Nobody decided in time, so this request has lapsed.' };
    case 'approved':
      return lastOf('approve', request.decisions, readerId) ?? { sentence: 'Already approved.' };
    case 'denied':
      return lastOf('deny', request.decisions, readerId) ?? { sentence: 'Already denied.' };
  }
}

/** One of several approvals may be given while the others are still missing. */
function ownAnswer(decisions: readonly Decision[], readerId: string | undefined): Outcome | undefined {
  const own = decisions.find(({ approver, counts }) => counts && approver.id === readerId);
  return own && { sentence: 'You have approved this. It waits for somebody else too.', at: own.decidedAt };
}

function lastOf(
  wanted: Decision['decision'],
  decisions: readonly Decision[],
  readerId: string | undefined,
): Outcome | undefined {
  const last = decisions.filter(({ decision, counts }) => decision === wanted && counts).at(-1);
  if (last === undefined) return undefined;
  const done = wanted === 'approve' ? 'approved' : 'denied';
  const own = last.approver.id === readerId;
  return {
    sentence: own ? `You have ${done} this.` : `Already ${done} by ${last.approver.name}.`,
    at: last.decidedAt,
    reason: last.reason ?? undefined,
  };
}
