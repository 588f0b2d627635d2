import type { Command } from 'commander';
import type { Api } from './client/api';
import type { Credential } from './client/answers';
import {
  answering,
  clientCommand,
  type Example,
  type ServerOption,
  withExamples,
  withServer,
} from './client/client-command';
import { type ClientContext, clientContext } from './client/context';
import { credentialJson, formatOf } from './client/credential-format';
import { libpqVariables, serviceSection } from './client/libpq';
import { type Program, runProgram } from './client/run-program';
import { takeCredential } from './client/take-credential';
import { setExitCode } from './terminal';

interface DbOptions extends ServerOption {
  readonly entitlement?: string;
}

/** `sallyport db …`: the log-in of a grant, for PostgreSQL clients. */
export function dbCommand(program: Command, context: ClientContext = clientContext()): void {
  const db = program.command('db').description('Use a database under a grant of yours');
  const withDatabase = (command: Command): Command =>
    command.option('--entitlement <name>', 'which one, where a profile has several databases');
  const take = (api: Api, what: string, { entitlement }: DbOptions) =>
    takeCredential(context, api, { what, kind: 'postgres', entitlement });

  const prints = (
    name: string,
    about: string,
    example: string,
    write: (taken: Credential, what: string) => string,
  ) =>
    withDatabase(clientCommand(db, `${name} <profile-or-grant>`, about, [[example]])).action(
      answering(context, async (api, options: DbOptions, what: string) => {
        const taken = await take(api, what, options);
        const text = write(taken, what);
        return { json: credentialJson(taken, name, text), text: `${text}\n` };
      }),
    );
  prints('url', 'Print a connection URL, with the password', 'sallyport db url customer-data-read', (taken) =>
    formatOf(taken, 'url'),
  );
  prints('env', 'Print lines for a shell', 'eval "$(sallyport db env customer-data-read)"', (taken) =>
    formatOf(taken, 'env'),
  );
  prints(
    'config',
    'Print a section for pg_service.conf, without the password',
    'sallyport db config customer-data-read >> ~/.pg_service.conf',
    (taken, what) => serviceSection(what, formatOf(taken, 'url')),
  );

  const runs = (
    usage: string,
    about: string,
    examples: readonly Example[],
    program: (words: string[]) => Program,
  ) =>
    withDatabase(withExamples(withServer(db.command(usage).description(about)), examples)).action(
      async (what: string, words: string[], options: DbOptions) => {
        const url = formatOf(await take(context.signIns.api(options.server), what, options), 'url');
        setExitCode(
          await runProgram(program(words), { ...libpqVariables(url), DATABASE_URL: url }, ELSEWHERE),
        );
      },
    );
  runs(
    'connect <profile-or-grant> [command...]',
    'Run a command with the log-in in its environment alone; psql where none is said',
    [
      ['sallyport db connect customer-data-read -- pg_dump --table invoices'],
      ['sallyport db connect customer-data-read -- npm run report', 'DATABASE_URL is set, too'],
    ],
    ([called = 'psql', ...words]) => [called, ...words],
  );
  runs(
    'psql <profile-or-grant> [arguments...]',
    'Run psql; what stands after -- goes to it',
    [["sallyport db psql customer-data-read -- -c 'SELECT 1'"]],
    (words) => ['psql', ...words],
  );
}

/** Would lead a client of libpq past what it is given. */
const ELSEWHERE = ['PGHOSTADDR', 'PGSERVICE'];
