import type { Command } from 'commander';
import type { Api } from './client/api';
import { type Request, request as requestShape, requests } from './client/answers';
import { type Answer, answering, clientCommand, type ClientOptions } from './client/client-command';
import { confirmInBrowser } from './client/confirm-in-browser';
import { type ClientContext, clientContext } from './client/context';
import { CommandFailure, EXIT } from './client/exit-code';
import { named } from './client/named';
import { proveFactor } from './client/prove-factor';
import { requestList, requestText } from './client/request-text';

type Decision = 'approve' | 'deny';

interface ReviewOptions extends ClientOptions {
  readonly approve?: boolean;
  readonly deny?: boolean;
  readonly reason?: string;
  readonly code?: boolean;
}

/** `sallyport review`: what waits for the person's decision; one of it, whole; and the decision, confirmed in a browser. */
export function reviewCommand(program: Command, context: ClientContext = clientContext()): void {
  clientCommand(program, 'review [request]', 'Decide on requests that wait for you', [
    ['sallyport review', 'lists them'],
    ['sallyport review 0193…', 'shows one, and at a terminal asks for your decision'],
    ['sallyport review 0193… --approve'],
    ['sallyport review 0193… --deny --reason "The anonymised copy has it too"'],
  ])
    .option('--approve', 'grant exactly what is shown')
    .option('--deny', 'turn it down; takes a reason')
    .option('--reason <sentence>', 'why; the requester reads it')
    .option('--code', 'type a code of your authenticator here, instead of confirming in the browser')
    .action(
      answering(context, async (api, options: ReviewOptions, id?: string) => {
        const { approve, deny } = options;
        if (approve && deny) throw new CommandFailure(EXIT.usage, 'Say --approve or --deny, not both.');
        if (id === undefined) return inbox(context, api, options);
        const shown = await api.get(`/requests/${encodeURIComponent(named(api, id))}`, requestShape);
        const wanted = approve ? 'approve' : deny ? 'deny' : await answered(context, shown, options);
        if (wanted === undefined) return { json: shown, text: requestText(context, shown) };
        return decide(context, api, shown, wanted, options);
      }),
    );
}

async function inbox(context: ClientContext, api: Api, { approve, deny }: ReviewOptions): Promise<Answer> {
  if (approve || deny) throw new CommandFailure(EXIT.usage, 'Which request? “sallyport review” lists them.');
  const { items } = await api.get('/approvals?limit=200', requests);
  return { json: items, text: requestList(context, items, 'Nothing waits for your decision.') };
}

/** Undefined where nobody is there to be asked, nothing can be decided, or the person leaves it. */
async function answered(
  context: ClientContext,
  shown: Request,
  { format }: ReviewOptions,
): Promise<Decision | undefined> {
  if (!context.screen.isAnswered || !shown.may.decide || format === 'json') return undefined;
  context.say(requestText(context, shown));
  const typed = (await context.ask('Approve or deny it? (approve / deny / Enter to leave it): ')).trim();
  return (['approve', 'deny'] as const).find(
    (decision) => typed !== '' && decision.startsWith(typed.toLowerCase()),
  );
}

async function decide(
  context: ClientContext,
  api: Api,
  shown: Request,
  decision: Decision,
  options: ReviewOptions,
): Promise<Answer> {
  assertMayDecide(shown, decision);
  const { id, digest, version, requester, profile } = shown;
  const reason = options.reason ?? (decision === 'deny' ? await whyNot(context) : undefined);
  const verb = decision === 'approve' ? 'Approve' : 'Deny';
  const words = `${requestText(context, shown)}${verb}: ${requester.name}, ${profile.name}.`;
  const prove = options.code ? proveFactor : confirmInBrowser;
  const stepUpToken = await prove(context, api, words, {
    action: `requests.${decision}`,
    subjectId: id,
    digest,
  });
  const body = { decision, version, digest, reason };
  const decided = await api.post(`/requests/${id}/decisions`, requestShape, { body, stepUpToken });
  return { json: decided, text: told(decided, decision) };
}

/** Before anybody gives a second factor for what the server would refuse. */
function assertMayDecide({ may, state, waitingFor }: Request, decision: Decision): void {
  if (decision === 'approve' ? may.approve : may.decide) return;
  if (state !== 'pending') throw new CommandFailure(EXIT.refused, `It is not waiting any more: ${state}.`);
  const instead = decision === 'approve' && may.decide ? ' You may deny it.' : '';
  throw new CommandFailure(
    EXIT.refused,
    `It is not yours to ${decision}.${instead} ${waitingFor ?? ''}`.trimEnd(),
  );
}

function whyNot({ screen, ask }: ClientContext): Promise<string> {
  if (screen.isAnswered) return ask('Why not? The requester reads this: ');
  throw new CommandFailure(
    EXIT.usage,
    'A denial takes a reason: --reason <sentence>. The requester reads it.',
  );
}

function told({ state, requester, profile, waitingFor }: Request, decision: Decision): string {
  const done = `${decision === 'approve' ? 'Approved' : 'Denied'}: ${requester.name}, ${profile.name}.`;
  return state === 'pending' && waitingFor !== null ? `${done} ${waitingFor}\n` : `${done}\n`;
}
