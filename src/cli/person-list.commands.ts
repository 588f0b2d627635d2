import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { DomainError } from '../kernel';
import { ExportList, ImportList } from '../modules/people';
import { type Actor, systemActor } from '../platform/database/actor';
import { withBroker } from './broker-context';
import { previewData, previewReport } from './person-list-report';
import { complain, print, setExitCode } from './terminal';

/** What the commands need from the program that they run in; a test hands in its own. */
export interface ListCommandContext {
  readonly withLists: <T>(work: (lists: ListUseCases) => Promise<T>) => Promise<T>;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly setExitCode: (code: number) => void;
}

export interface ListUseCases {
  readonly imports: Pick<ImportList, 'preview' | 'apply'>;
  readonly exports: Pick<ExportList, 'run'>;
}

interface Options {
  readonly apply?: boolean;
  readonly dryRun?: boolean;
  readonly complete: boolean;
  readonly leaving?: number;
  readonly format: 'text' | 'json';
}

/** As `policy plan` and `policy apply` end. 2, of a dry run alone: there is something to apply. */
const EXIT = { done: 0, refused: 1, pending: 2 } as const;
const MEBIBYTE = 1_048_576;
const ACTOR: Actor = systemActor('cli.person');

const onThisServer: ListCommandContext = {
  withLists: (work) =>
    withBroker((app) => work({ imports: app.get(ImportList), exports: app.get(ExportList) })),
  print,
  complain,
  setExitCode,
};

/** `sallyport person import` and `sallyport person export`: people from a list, on the server itself. */
export function listCommands(person: Command, context: ListCommandContext = onThisServer): void {
  person
    .command('import <file>')
    .description('Take people from a CSV file: first see with --dry-run what it would change, then --apply')
    .addOption(new Option('--dry-run', 'show what would change; exit code 2 if anything').conflicts('apply'))
    .addOption(new Option('--apply', 'make the changes, all of them or none'))
    .option('--complete', 'whoever the list manages and the file does not name leaves', false)
    .option('--leaving <count>', 'how many leave, where that has to be said', Number)
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .action((file: string, options: Options) => importFile(context, file, options));
  person
    .command('export')
    .description('Print the people of the list as CSV, as an import takes it')
    .action(() =>
      context.withLists(async ({ exports }) => {
        context.print(await exports.run(ACTOR));
      }),
    );
}

async function importFile(context: ListCommandContext, file: string, options: Options): Promise<void> {
  const refuse = (sentence: string): void => {
    context.complain(`${sentence}\n`);
    context.setExitCode(EXIT.refused);
  };
  if (!options.apply && !options.dryRun) {
    refuse('Say --dry-run to see what would change, or --apply to change it.');
    return;
  }
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) refuse(`${file} cannot be read.`);
  else if (bytes.length > MEBIBYTE) refuse(`${file} is larger than a list may be (1 MB).`);
  else await context.withLists(({ imports }) => take(context, imports, bytes, options));
}

async function take(
  context: ListCommandContext,
  imports: ListUseCases['imports'],
  bytes: Buffer,
  { complete, leaving, apply = false, format }: Options,
): Promise<void> {
  const input = { bytes, complete };
  const preview = await imports.preview(input);
  const refusal = apply
    ? await refusalOf(imports.apply(ACTOR, input, { digest: preview.digest, leaving }))
    : undefined;
  const sound = preview.faults.length === 0;
  const done = apply && refusal === undefined;
  if (format === 'json') context.print(`${JSON.stringify(previewData(preview, done))}\n`);
  else (sound ? context.print : context.complain)(previewReport(preview, done));
  if (refusal !== undefined && sound) context.complain(`${refusal.detail}\n`);
  const pending = preview.people.some(({ effect }) => effect !== 'stays');
  if (!sound || refusal !== undefined) context.setExitCode(EXIT.refused);
  else context.setExitCode(pending && !apply ? EXIT.pending : EXIT.done);
}

async function refusalOf(applying: Promise<unknown>): Promise<DomainError | undefined> {
  try {
    await applying;
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
