import type { AccessRequest } from '../../api/types';

export interface Outcome {
  readonly sentence: string;
  readonly at?: string;
  readonly reason?: string;
}

type Decided = Pick<AccessRequest, 'state' | 'decisions'> & {
  readonly closedBecause?: AccessRequest['closedBecause'];
  readonly requester: { readonly id: string; readonly name: string };
};
type Decision = AccessRequest['decisions'][number];

const CLOSED: Readonly<Record<NonNullable<AccessRequest['closedBecause']>, string>> = {
  'grant-ended': 'The access ended before anybody decided, so there is nothing left to extend.',
  'person-left': 'Whoever asked for this has left, so it is closed.',
  'rules-changed': 'The rules changed, and nobody else has to approve this by now. Ask again.',
};

/** How a request was settled and by whom, as `readerId` is told it; undefined while it waits for the reader too. */
export function outcomeOf(request: Decided, readerId: string | undefined): Outcome | undefined {
  const { requester } = request;
  switch (request.state) {
    case 'pending':
      return ownAnswer(request.decisions, readerId);
    case 'cancelled':
      if (request.closedBecause) return { sentence: CLOSED[request.closedBecause] };
      return {
        sentence: `${requester.id === readerId ? 'You have' : `${requester.name} has`} taken this request back.`,
      };
    case 'lapsed':
      return { sentence: 'Nobody decided in time, so this request has lapsed.' };
    case 'approved':
      return lastOf('approve', request, readerId) ?? { sentence: 'Already approved.' };
    case 'denied':
      return lastOf('deny', request, readerId) ?? { sentence: 'Already denied.' };
  }
}

/** One of several approvals may be given while the others are still missing. */
function ownAnswer(decisions: readonly Decision[], readerId: string | undefined): Outcome | undefined {
  const own = decisions.find(({ approver, counts }) => counts && approver.id === readerId);
  return own && { sentence: 'You have approved this. It waits for somebody else too.', at: own.decidedAt };
}

const DONE = { approve: 'approved', deny: 'denied' } as const;

function lastOf(
  wanted: Decision['decision'],
  { decisions, requester }: Decided,
  readerId: string | undefined,
): Outcome | undefined {
  const last = decisions.filter(({ decision, counts }) => decision === wanted && counts).at(-1);
  if (last === undefined) return undefined;
  return {
    sentence: sentenceOf(DONE[wanted], last.approver, requester.id, readerId),
    at: last.decidedAt,
    reason: last.reason ?? undefined,
  };
}

/** Who was asked too reads that there is nothing left to do; who asked reads the answer. */
function sentenceOf(
  done: string,
  approver: Decision['approver'],
  requesterId: string,
  readerId: string | undefined,
): string {
  if (approver.id === readerId) return `You have ${done} this.`;
  if (requesterId === readerId) return `${approver.name} has ${done} this.`;
  return `Already ${done} by ${approver.name}.`;
}
