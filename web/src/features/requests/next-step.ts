import type { AccessRequest, Grant } from '../../api/types';
import { howOften, inWords } from '../../ui/words';

/** A sentence with one moment in it: `before`, then the moment in relative words (or `due` once it is there), then `after`. */
export interface NextStep {
  readonly before: string;
  readonly moment?: string;
  readonly due?: string;
  readonly after?: string;
}

const AT_ANY_MOMENT = 'at any moment';

type Waiting = Pick<AccessRequest, 'state' | 'waitingFor' | 'asked' | 'decisions' | 'lapsesAt'> & {
  readonly requester: { readonly name: string };
  readonly grant: GrantInTime | null;
};

/** What of a grant the next step depends on. */
type GrantInTime = Pick<Grant, 'state' | 'startsAt' | 'claimBy' | 'expiresAt'> & {
  readonly leases: readonly Pick<Grant['leases'][number], 'state' | 'attempts' | 'nextAttemptAt'>[];
};

/** What has to happen next, by whom and until when; undefined once the story is over. */
export function nextStep(request: Waiting): NextStep | undefined {
  if (request.state === 'pending') return waitingForApproval(request);
  if (request.state === 'approved' && request.grant)
    return afterApproval(request.grant, request.requester.name);
  return undefined;
}

/** Whose yes could still count: neither whoever has answered, nor the one for whom they stood in, nor a witness. */
export function stillAsked({ asked, decisions }: Pick<Waiting, 'asked' | 'decisions'>): Waiting['asked'] {
  const answered = new Set(decisions.filter(({ counts }) => counts).map(({ approver }) => approver.id));
  const isAnswered = (id: string) =>
    answered.has(id) || asked.some((one) => one.standsInFor?.id === id && answered.has(one.id));
  return asked.filter(({ id, role }) => role !== 'witness' && !isAnswered(id));
}

function waitingForApproval(request: Waiting): NextStep {
  const { waitingFor, lapsesAt } = request;
  const open = stillAsked(request).map(({ name }) => name);
  const askedWords = open.length === 0 ? '' : ` Asked: ${inWords(open, 'and')}.`;
  return {
    before: `${waitingFor ?? 'Waiting for a decision.'}${askedWords} Without an answer it lapses`,
    moment: lapsesAt,
    due: AT_ANY_MOMENT,
    after: '.',
  };
}

function afterApproval(grant: GrantInTime, requester: string): NextStep | undefined {
  switch (grant.state) {
    case 'scheduled':
      return { before: 'The log-in can be taken', moment: grant.startsAt, due: 'now', after: '.' };
    case 'claimable':
      return {
        before: `Waiting for ${requester} to take the log-in; the time counts from then. The offer ends`,
        moment: grant.claimBy,
        due: AT_ANY_MOMENT,
        after: '.',
      };
    case 'active':
      return {
        before: 'Ends by itself',
        moment: grant.expiresAt ?? undefined,
        due: AT_ANY_MOMENT,
        after: ', or earlier.',
      };
    case 'ending':
      return { before: 'Being ended: waiting for the target itself to say that nothing is left.' };
    case 'unconfirmed':
      return unconfirmed(grant.leases);
    case 'ended':
      return undefined;
  }
}

function unconfirmed(leases: GrantInTime['leases']): NextStep {
  const open = leases.filter(({ state }) => state === 'unconfirmed' || state === 'ending');
  const attempts = Math.max(0, ...open.map((lease) => lease.attempts));
  const next = open
    .flatMap(({ nextAttemptAt }) => nextAttemptAt ?? [])
    .sort()
    .at(0);
  const before = `The target has not confirmed the end. Tried ${howOften(attempts)}`;
  return next === undefined
    ? { before: `${before}; the next try is due.` }
    : { before: `${before}; the next try is`, moment: next, due: 'due', after: '.' };
}
