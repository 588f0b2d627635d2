import type { AccessRequest } from '../../api/types';

export interface Outcome {
  readonly sentence: string;
  readonly at?: string;
  readonly reason?: string;
}

type Decided = Pick<AccessRequest, 'state' | 'approvals' | 'requester'>;

/** How a request was settled, and by whom; undefined while it still waits. */
export function outcomeOf(request: Decided): Outcome | undefined {
  switch (request.state) {
    case 'pending':
      return undefined;
    case 'cancelled':
      return { sentence: `${request.requester.name} has taken this request back.` };
    case 'lapsed':
      return { sentence: 'Nobody decided in time, so this request has lapsed.' };
    case 'approved':
    case 'denied':
      return decision(request);
  }
}

function decision({ state, approvals }: Decided): Outcome {
  const wanted = state === 'denied' ? 'deny' : 'approve';
  const last = approvals.filter((approval) => approval.decision === wanted && !approval.void).at(-1);
  if (last === undefined) return { sentence: `Already ${state}.` };
  const reason = last.reason ?? undefined;
  return { sentence: `Already ${state} by ${last.approver.name}.`, at: last.decidedAt, reason };
}
