import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from 'commander';
import { environmentWith } from '../platform/config/environment';
import { type ServerOption, withServer } from './client/client-command';
import { type ClientContext, clientContext } from './client/context';
import { formatOf } from './client/credential-format';
import { CommandFailure, EXIT } from './client/exit-code';
import { takeCredential } from './client/take-credential';
import { setExitCode } from './terminal';

interface DbOptions extends ServerOption {
  readonly entitlement?: string;
}

/** `sallyport db …`: the log-in of a grant, for PostgreSQL clients. */
export function dbCommand(program: Command, context: ClientContext = clientContext()): void {
  const db = program.command('db').description('Use a database under a grant of yours');
  const add = (usage: string, about: string): Command =>
    withServer(db.command(usage).description(about)).option(
      '--entitlement <name>',
      'which one, where a profile has several databases',
    );
  const take = (what: string, { server, entitlement }: DbOptions) =>
    takeCredential(context, context.signIns.api(server), { what, kind: 'postgres', entitlement });

  for (const [name, about] of [
    ['url', 'Print a connection URL'],
    ['env', 'Print lines for a shell: eval "$(sallyport db env <profile>)"'],
  ] as const) {
    add(`${name} <profile-or-grant>`, about).action(async (what: string, options: DbOptions) => {
      context.print(`${formatOf(await take(what, options), name)}\n`);
    });
  }
  add('psql <profile-or-grant> [arguments...]', 'Run psql; what stands after -- goes to it').action(
    async (what: string, words: string[], options: DbOptions) => {
      const url = formatOf(await take(what, options), 'url');
      setExitCode(await runPsql(url, words));
    },
  );
}

/** The password goes through the environment: command lines are readable by every user of a machine. */
async function runPsql(url: string, words: readonly string[]): Promise<number> {
  const child = spawn('psql', words, { stdio: 'inherit', env: environmentWith(libpqVariables(url)) });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? EXIT.failed;
  } catch {
    throw new CommandFailure(EXIT.failed, 'psql could not be started. Is it installed?');
  }
}

function libpqVariables(text: string): Record<string, string> {
  const url = new URL(text);
  const rootCertificate = url.searchParams.get('sslrootcert');
  return {
    PGHOST: url.hostname.replace(/^\[|\]$/g, ''),
    PGPORT: url.port,
    PGDATABASE: decodeURIComponent(url.pathname.slice(1)),
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGSSLMODE: url.searchParams.get('sslmode') ?? 'prefer',
    ...(rootCertificate !== null && { PGSSLROOTCERT: rootCertificate }),
  };
}
