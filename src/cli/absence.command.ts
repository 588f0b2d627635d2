import type { Command } from 'commander';
import type { Api } from './client/api';
import { type Absence, absences } from './client/answers';
import { answering, clientCommand, type ClientOptions, withExamples } from './client/client-command';
import { type ClientContext, clientContext } from './client/context';
import { CommandFailure, EXIT } from './client/exit-code';
import { postProved } from './client/post-proved';
import { timeOf } from './client/times';
import { inert, listing, moment, when } from './client/words';

interface AddOptions extends ClientOptions {
  readonly until: string;
  readonly from?: string;
}

const NONE = 'No absence. Note one: sallyport absence add <stand-in> --until <time>';
const NOTHING_TO_NOTE = 'No absence. You approve nothing, so nobody has to stand in for you.';

/** `sallyport absence`: when the person is away, and who approves in their place meanwhile. */
export function absenceCommand(program: Command, context: ClientContext = clientContext()): void {
  const command = withExamples(
    program.command('absence').description('Say when you are away, and who approves in your place'),
    [
      ['sallyport absence add ines --until "2026-12-24 18:00"'],
      ['sallyport absence end', 'when you are back'],
    ],
  );
  addList(command, context);
  addAdd(command, context);
  addEnd(command, context);
}

function addList(parent: Command, context: ClientContext): void {
  clientCommand(parent, 'ls', 'List when you are away, and for whom you stand in').action(
    answering(context, async (api) => {
      const { items, approves } = await api.get('/absences', absences);
      return { json: items, text: listed(context, items, approves ? NONE : NOTHING_TO_NOTE) };
    }),
  );
}

function addAdd(parent: Command, context: ClientContext): void {
  clientCommand(parent, 'add <stand-in>', 'Name who approves in your place, until when; takes a code', [
    ['sallyport absence add ines --until "tomorrow 09:00"'],
    ['sallyport absence add ines --from "2026-12-20 08:00" --until "2027-01-04 08:00"'],
  ])
    .requiredOption('--until <time>', '+8h, 18:00, "tomorrow 09:00", "2026-12-24 18:00"')
    .option('--from <time>', 'from when (at once)')
    .action(
      answering(context, async (api, { until, from }: AddOptions, standIn: string) => {
        const now = context.clock.now();
        const body = {
          standIn,
          from: from === undefined ? null : timeOf(from, now).toISOString(),
          until: timeOf(until, now).toISOString(),
        };
        const begins = body.from === null ? 'now' : moment(body.from);
        const words = `Away from ${begins} until ${moment(body.until)}; ${inert(standIn)} approves in your place.`;
        const { items } = await postProved(context, api, '/absences', absences, { words, body });
        return { json: items, text: `${words}\n` };
      }),
    );
}

function addEnd(parent: Command, context: ClientContext): void {
  clientCommand(parent, 'end [absence]', 'You are back, or stand in no longer', [
    ['sallyport absence end', 'the one that is yours'],
    ['sallyport absence end 0193…', 'one of several; “sallyport absence ls” shows their ids'],
  ]).action(
    answering(context, async (api, _options: ClientOptions, id?: string) => {
      const ended = id ?? (await ownAbsence(api)).id;
      const { items } = await api.post(`/absences/${encodeURIComponent(ended)}/end`, absences, { body: {} });
      return { json: items, text: 'It is over: nobody stands in any more.\n' };
    }),
  );
}

async function ownAbsence(api: Api): Promise<Absence> {
  const mine = (await api.get('/absences', absences)).items.filter(({ whose }) => whose === 'mine');
  if (mine.length === 1) return mine[0];
  if (mine.length === 0) throw new CommandFailure(EXIT.notFound, 'You are not away, now or later.');
  throw new CommandFailure(EXIT.usage, 'Which of them? Say its id; “sallyport absence ls” shows them.');
}

const listed = ({ screen, clock }: ClientContext, items: readonly Absence[], none: string): string =>
  listing(
    screen,
    ['away', 'stands in', 'from', 'until', 'id'],
    items.map(({ whose, person, standIn, from, until, id }) => [
      whose === 'mine' ? 'You' : inert(person.name),
      whose === 'mine' ? inert(standIn.name) : 'You',
      when(from, clock.now()),
      when(until, clock.now()),
      id,
    ]),
    none,
  );
