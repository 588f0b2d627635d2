import { setTimeout as pause } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { MINUTE, SECOND } from '../kernel';
import type { Api } from './client/api';
import { ending, type Ending, endPreview } from './client/answers';
import {
  type ClientContext,
  clientContext,
  type FormatOption,
  type ServerOption,
  withFormat,
  withServer,
} from './client/context';
import { CommandFailure, EXIT } from './client/exit-code';
import { proveFactor } from './client/prove-factor';
import { counted } from './client/words';

const LOOKS_EVERY = SECOND;
/** As long as a log-in may be without proof before it is unconfirmed, and a breath more. */
const WAITS_AT_MOST = MINUTE + 5 * SECOND;

interface EndOptions extends ServerOption, FormatOption {
  readonly reason: string;
  readonly halt?: boolean;
  readonly wait?: boolean;
}

/** `sallyport end`: everything of a person, a profile, a system, or all, with a code, and the proofs as they come in. */
export function endCommand(program: Command, context: ClientContext = clientContext()): void {
  const command = program
    .command('end')
    .description('End everything of a person, a profile, a system, or all')
    .argument('<what>', 'person, profile, system or all')
    .argument('[key]', 'handle of the person, key of the profile or system')
    .requiredOption('--reason <sentence>', 'why; it stays in the audit trail')
    .addOption(
      new Option('--halt', 'approve and issue nothing there until the halt is lifted (always with all)'),
    )
    .addOption(
      new Option('--wait', 'wait until every target has proved it; fails when one has not after a minute'),
    );
  withFormat(withServer(command)).action(
    async (kind: string, key: string | undefined, options: EndOptions) => {
      const api = context.signIns.api(options.server);
      const begun = await end(context, api, { kind, key }, options);
      const last = options.wait ? await watch(context, api, begun) : begun;
      context.print(options.format === 'json' ? `${JSON.stringify(last)}\n` : `${standing(last)}\n`);
      if (options.wait && last.state !== 'proved') {
        throw new CommandFailure(
          EXIT.failed,
          'Not everything is proved ended. Sallyport keeps trying; see the page “Unconfirmed ends”.',
        );
      }
    },
  );
}

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
async function watch(context: ClientContext, api: Api, begun: Ending): Promise<Ending> {
  const until = context.clock.now().getTime() + WAITS_AT_MOST;
  let seen = begun;
  for (let said = ''; seen.state !== 'proved' && context.clock.now().getTime() < until;) {
    if (standing(seen) !== said) context.say(`${(said = standing(seen))}\n`);
    await pause(LOOKS_EVERY);
    seen = await api.get(`/bulk-revocations/${seen.id}`, ending);
  }
  return seen;
}

const standing = ({ state, grants, logIns }: Ending): string =>
  `${state === 'proved' ? 'Proved ended' : 'Ending'}: ${grants.ended} of ${grants.total} grants over; log-ins: ` +
  `${logIns.proved} proved gone, ${logIns.ending} ending, ${logIns.unconfirmed} unconfirmed.`;
