import type { AccessRequest } from '../../api/types';

export interface Outcome {
  readonly sentence: string;
  readonly at?: string;
  readonly reason?: string;
}

type Decided = Pick<AccessRequest, 'state' | 'decisions'> & {
  readonly requester: { readonly name: string };
};

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

function decision({ state, decisions }: Decided): Outcome {
  const wanted = state === 'denied' ? 'deny' : 'approve';
  const last = decisions.filter(({ decision: given, counts }) => given === wanted && counts).at(-1);
  if (last === undefined) return { sentence: `Already ${state}.` };
  const reason = last.reason ?? undefined;
  return { sentence: `Already ${state} by ${last.approver.name}.`, at: last.decidedAt, reason };
}
