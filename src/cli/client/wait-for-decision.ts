import { SECOND } from '../../kernel';
import type { Api } from './api';
import { type Request, request as requestShape } from './answers';
import type { ClientContext } from './context';
import { CommandFailure, EXIT } from './exit-code';
import { whileWaiting } from './interruption';
import { decisionText } from './request-text';
import { watch } from './watch';

const LOOKS_EVERY = 3 * SECOND;

/** Until somebody has decided, or it lapsed or was taken back; who is asked is said meanwhile. Ctrl-C leaves it waiting. */
export function waitForDecision(context: ClientContext, api: Api, asked: Request): Promise<Request> {
  const { id } = asked;
  const left =
    `Not waiting any more; the request goes on. ` +
    `Look at it: sallyport request show ${id}   Take it back: sallyport request cancel ${id}`;
  return whileWaiting(left, (signal) =>
    watch(context, asked, {
      look: () => api.get(`/requests/${id}`, requestShape),
      isOver: ({ state }) => state !== 'pending',
      standing: (seen) => standing(seen, context.clock.now()),
      every: LOOKS_EVERY,
      signal,
    }),
  );
}

function standing({ waitingFor, asked, decisions }: Request, now: Date): string {
  const given = decisions.filter(({ counts }) => counts);
  const left = asked.filter(({ name }) => !given.some(({ approver }) => approver.name === name));
  const names = left.map(({ name, because }) => `${name} (${because})`).join(', ');
  const said = given.map((decision) => `${decisionText(decision, now)}. `).join('');
  return `${said}${waitingFor ?? 'Waiting'}. Asked: ${names || 'nobody yet'}.`;
}

/** What a script learns by the exit code: undefined for an approval. */
export function failureOf(context: ClientContext, request: Request): CommandFailure | undefined {
  const { state, decisions } = request;
  if (state === 'approved' || state === 'pending') return undefined;
  if (state === 'lapsed')
    return new CommandFailure(EXIT.closed, 'Nobody decided in time, so the request has lapsed. Ask again.');
  if (state === 'cancelled') return new CommandFailure(EXIT.closed, 'The request was taken back or closed.');
  const denial = decisions.find(({ decision, counts }) => counts && decision === 'deny');
  return new CommandFailure(
    EXIT.denied,
    denial ? `It was ${decisionText(denial, context.clock.now())}` : 'It was denied.',
  );
}
