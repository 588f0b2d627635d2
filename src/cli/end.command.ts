import { type Command, Option } from 'commander';
import { MINUTE, SECOND } from '../kernel';
import type { Api } from './client/api';
import { ending, type Ending, endPreview } from './client/answers';
import { answering, clientCommand, type ClientOptions } from './client/client-command';
import { type ClientContext, clientContext } from './client/context';
import { CommandFailure, EXIT } from './client/exit-code';
import { whileWaiting } from './client/interruption';
import { proveFactor } from './client/prove-factor';
import { watch } from './client/watch';
import { counted } from './client/words';

const LOOKS_EVERY = SECOND;
/** As long as a log-in may be without proof before it is unconfirmed, and a breath more. */
const WAITS_AT_MOST = MINUTE + 5 * SECOND;

interface EndOptions extends ClientOptions {
  readonly reason: string;
  readonly halt?: boolean;
  readonly wait?: boolean;
}

/** `sallyport end`: everything of a person, a profile, a system, or all, with a code, and the proofs as they come in. */
export function endCommand(program: Command, context: ClientContext = clientContext()): void {
  clientCommand(program, 'end', 'End everything of a person, a profile, a system, or all', [
    ['sallyport end person lea --reason "Stolen laptop" --wait'],
    ['sallyport end system customer-db --reason "Intrusion" --halt', 'and nothing new until it is lifted'],
  ])
    .argument('<what>', 'person, profile, system or all')
    .argument('[key]', 'handle of the person, key of the profile or system')
    .requiredOption('--reason <sentence>', 'why; it stays in the audit trail')
    .addOption(
      new Option('--halt', 'approve and issue nothing there until the halt is lifted (always with all)'),
    )
    .addOption(
      new Option('--wait', 'wait until every target has proved it; fails when one has not after a minute'),
    )
    .action(
      answering(context, async (api, options: EndOptions, kind: string, key?: string) => {
        const begun = await end(context, api, { kind, key }, options);
        const last = options.wait ? await untilProved(context, api, begun) : begun;
        return { json: last, text: `${standing(last)}\n`, failure: failureOf(last, options) };
      }),
    );
}

const failureOf = ({ state }: Ending, { wait }: EndOptions): CommandFailure | undefined =>
  wait && state !== 'proved'
    ? new CommandFailure(
        EXIT.failed,
        'Not everything is proved ended. Sallyport keeps trying; see the page “Unconfirmed ends”.',
      )
    : undefined;

async function end(
  context: ClientContext,
  api: Api,
  scope: { readonly kind: string; readonly key?: string },
  { reason, halt: wanted = false }: EndOptions,
): Promise<Ending> {
  const query = new URLSearchParams({ kind: scope.kind, ...(scope.key !== undefined && { key: scope.key }) });
  const seen = await api.get(`/bulk-revocations/preview?${query.toString()}`, endPreview);
  const halt = wanted || seen.mustHalt;
  const digest = halt ? seen.haltDigest : seen.digest;
  const { grants, people, systems, logIns } = seen.shown;
  const words =
    `${seen.scope.name}: ends ${counted(grants, 'grant')} of ${counted(people, 'person', 'people')}, ${counted(logIns, 'log-in')} at ${counted(systems, 'system')}.` +
    (halt ? ' Nothing is approved or issued there until the halt is lifted.' : '');
  const stepUpToken = await proveFactor(context, api, words, {
    action: 'grants.end-everything',
    subjectId: seen.subjectId,
    digest,
  });
  const body = { scope, reason, halt, shown: seen.shown, digest };
  return api.post('/bulk-revocations', ending, { body, stepUpToken });
}

/** Until all of it is proved, or a minute has gone; each change is said as it comes. */
const untilProved = (context: ClientContext, api: Api, begun: Ending): Promise<Ending> =>
  whileWaiting('Not waiting any more; Sallyport goes on ending it.', (signal) =>
    watch(context, begun, {
      look: () => api.get(`/bulk-revocations/${begun.id}`, ending),
      isOver: ({ state }) => state === 'proved',
      standing,
      every: LOOKS_EVERY,
      atMost: WAITS_AT_MOST,
      signal,
    }),
  );

const standing = ({ state, grants, logIns }: Ending): string =>
  `${state === 'proved' ? 'Proved ended' : 'Ending'}: ${grants.ended} of ${grants.total} grants over; log-ins: ` +
  `${logIns.proved} proved gone, ${logIns.ending} ending, ${logIns.unconfirmed} unconfirmed.`;
