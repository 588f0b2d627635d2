import { type Command, Option } from 'commander';
import { MINUTE, SECOND } from '../kernel';
import type { Api } from './client/api';
import { type Grant, grant as grantShape, grants } from './client/answers';
import { chooseGrant } from './client/choose-grant';
import { answering, clientCommand, type ClientOptions } from './client/client-command';
import { type ClientContext, clientContext } from './client/context';
import { CommandFailure, EXIT } from './client/exit-code';
import { isId } from './client/find-request';
import { whileWaiting } from './client/interruption';
import { named } from './client/named';
import { KeptCredentials } from './client/kept-credentials';
import { watch } from './client/watch';
import { when } from './client/words';

/** As long as a log-in may be without proof before it is unconfirmed, and a breath more. */
const WAITS_AT_MOST = MINUTE + 5 * SECOND;

interface DoneOptions extends ClientOptions {
  readonly note?: string;
  readonly wait?: boolean;
}

/** `sallyport done`: gives a grant back before its time. It takes no code: giving back is never held up. */
export function doneCommand(program: Command, context: ClientContext = clientContext()): void {
  clientCommand(program, 'done <grant-or-profile>', 'Give a grant back: its log-ins end now', [
    ['sallyport done customer-data-read'],
    ['sallyport done customer-data-read --wait', 'until the target has proved that it is gone'],
  ])
    .option('--note <sentence>', 'what you found; it stays in the audit trail')
    .addOption(
      new Option('--wait', 'wait until every target has proved it; fails when one has not after a minute'),
    )
    .action(
      answering(context, async (api, { note, wait }: DoneOptions, what: string) => {
        const id = await grantId(api, named(api, what));
        const ending = await api.post(`/grants/${id}/end`, grantShape, { body: { note } });
        forget(context, api, ending);
        const last = wait ? await untilProved(context, api, ending) : ending;
        return { json: last, text: told(last, context.clock.now()), failure: failureOf(last, wait) };
      }),
    );
}

/** Of the person's own, by any of its names; by its id also of somebody else, whose it is to refuse. */
async function grantId(api: Api, what: string): Promise<string> {
  const { items } = await api.get('/grants?scope=mine&limit=200', grants);
  if (!isId(what)) return chooseGrant(items, what, 'end').id;
  return items.find(({ requestId }) => requestId === what)?.id ?? what;
}

/** What was taken under it opens nothing any more. */
function forget({ settings, clock }: ClientContext, api: Api, { id }: Grant): void {
  const kept = new KeptCredentials(settings.cacheFolder, api.server);
  for (const one of kept.all(clock.now())) if (one.grantId === id) kept.drop(one);
}

const untilProved = (context: ClientContext, api: Api, ending: Grant): Promise<Grant> =>
  whileWaiting('Not waiting any more; Sallyport goes on ending it.', (signal) =>
    watch(context, ending, {
      look: () => api.get(`/grants/${ending.id}`, grantShape),
      isOver: ({ state }) => state === 'ended',
      standing: ({ state }) =>
        state === 'unconfirmed' ? 'Not proved yet; somebody was called.' : 'Ending …',
      every: SECOND,
      atMost: WAITS_AT_MOST,
      signal,
    }),
  );

function told({ profile, state, leases }: Grant, now: Date): string {
  if (state !== 'ended') return `${profile.name} is given back; its log-ins are being removed.\n`;
  const proofs = leases.flatMap(({ proof }) =>
    proof === null ? [] : [`  ${proof.summary}, read ${when(proof.readAt, now)}\n`],
  );
  return `${profile.name} is over.\n${proofs.join('')}`;
}

const failureOf = ({ state }: Grant, wait: boolean | undefined): CommandFailure | undefined =>
  wait && state !== 'ended'
    ? new CommandFailure(EXIT.failed, 'Not everything is proved ended. Sallyport keeps trying.')
    : undefined;
