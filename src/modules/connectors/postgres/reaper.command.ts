import { readFile } from 'node:fs/promises';

import { Option, type Command } from 'commander';
import { pino } from 'pino';
import { z } from 'zod';

import { Redacted } from '../../../kernel';
import { DEFAULT_INTERVAL_MS, runReaper, type ReaperEvent } from './reaper';

const flags = z
  .object({
    url: z.string().optional(),
    urlFile: z.string().optional(),
    interval: z.coerce.number().int().min(100).max(60_000),
    startedBy: z.coerce.number().int().positive().optional(),
  })
  .refine(({ url, urlFile }) => (url === undefined) !== (urlFile === undefined), {
    message: 'Give the connection URL either in SALLYPORT_REAPER_URL or with --url-file.',
  });

/** `sallyport reaper`: the guard as a small process of its own, to be run beside the target. */
export function reaperCommand(program: Command): void {
  program
    .command('reaper')
    .description('End connections of expired credentials at a PostgreSQL target, with or without the broker')
    .addOption(
      // In the environment or in a file: a command line can be read by every user of the machine.
      new Option('--url <url>', 'log-in of the reaper role').env('SALLYPORT_REAPER_URL').hideHelp(),
    )
    .option('--url-file <path>', 'file that holds the log-in URL of the reaper role')
    .option('--interval <milliseconds>', 'time between two looks', String(DEFAULT_INTERVAL_MS))
    .addOption(
      // For a target that is started and stopped together with a broker: who is left alone goes with the target.
      new Option('--started-by <pid>', 'end with the target once this process is gone').hideHelp(),
    )
    .addHelpText('after', '\nThe log-in URL is read from SALLYPORT_REAPER_URL, or from the file given.')
    .action(async (given: unknown, command: Command) => {
      const parsed = flags.safeParse(given);
      if (!parsed.success) return command.error(z.prettifyError(parsed.error));
      const { url, urlFile, interval, startedBy } = parsed.data;
      const text = url ?? (await readFile(urlFile ?? '', 'utf8')).trim();
      await runReaper({
        url: new Redacted(text),
        intervalMs: interval,
        signal: stopSignal(),
        isAbandoned: () => startedBy !== undefined && process.ppid !== startedBy,
        tell: jsonLines(),
      });
    });
}

/** Aborts on the first SIGTERM or SIGINT. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  return stop.signal;
}

function jsonLines(): (event: ReaperEvent) => void {
  const log = pino({ base: null, name: 'sallyport-reaper', timestamp: pino.stdTimeFunctions.isoTime });
  return ({ event, ...facts }) => (event === 'interrupted' ? log.warn(facts, event) : log.info(facts, event));
}
