import { Option, type Command } from 'commander';
import { DomainError } from '../../kernel';
import { systemActor } from '../../platform/database/actor';
import type { ApplyPolicyFile } from './apply-policy-file';
import type { CheckedPolicyFile } from './check-policy-file';
import type { ConnectorSettings } from './checks/settings';
import { readPolicyFile } from './load-policy-file';
import type { Change } from './plan/change';
import type { PlanPolicyFile } from './plan-policy-file';
import { amount, changeReport, faultReport } from './reports';
import { lookForSecrets } from './stored-secrets';
import { type PolicyFile, policyFileJsonSchema } from './schema/policy-file.schema';

/** What the commands need from the program that they run in. */
export interface PolicyCommandContext {
  /** Where the file lies when none is named. */
  readonly policyFile: () => string;
  readonly connectors: ConnectorSettings;
  /** What the server makes of a sound file before it applies it; the file itself, but for the demonstration's dates. */
  readonly amend: (file: PolicyFile) => PolicyFile;
  /** Which of these are not stored; undefined where there is no database to look in. */
  readonly missingSecrets: (names: readonly string[]) => Promise<readonly string[] | undefined>;
  /** Runs `work` with the use cases on the database, and closes what was opened for it. */
  readonly withPolicy: <T>(work: (policy: PolicyUseCases) => Promise<T>) => Promise<T>;
  /** For standard output and for standard error: whole lines, with their ends. */
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly setExitCode: (code: number) => void;
}

export interface PolicyUseCases {
  readonly plan: Pick<PlanPolicyFile, 'run'>;
  readonly apply: Pick<ApplyPolicyFile, 'run'>;
}

interface Options {
  readonly format: 'text' | 'json';
}

/** 1: refused. 2, of `plan` alone: there is something to apply. */
const EXIT = { done: 0, refused: 1, pending: 2 } as const;

/** `policy check | plan | apply | schema`. */
export function policyCommands(program: Command, context: PolicyCommandContext): void {
  const policy = program.command('policy').description('check, compare and apply the policy file');
  const about = (
    name: string,
    description: string,
    run: (file: CheckedPolicyFile, options: Options) => Promise<void>,
  ) =>
    policy
      .command(`${name} [file]`)
      .description(description)
      .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
      .action((file: string | undefined, options: Options) => withSoundFile(context, file, options, run));

  about(
    'check',
    'name every fault of the file, with its line; a database is needed only to look for stored secrets',
    async ({ file }, options) => {
      const { missing, text } = await lookForSecrets(file, context);
      print(context, options, { faults: [], missingSecrets: missing }, `The file is sound.${text}`);
      if (missing.length > 0) context.setExitCode(EXIT.refused);
    },
  );
  about(
    'plan',
    'show what applying the file would change; exit code 2 if anything',
    async (checked, options) => {
      const changes = await context.withPolicy(({ plan }) => plan.run(amended(context, checked)));
      printChanges(context, options, changes, 'Nothing to change.', 'Nothing has been changed yet.');
      context.setExitCode(changes.length === 0 ? EXIT.done : EXIT.pending);
    },
  );
  about('apply', 'make the changes; each of them is an audit event', async (checked, options) => {
    const actor = systemActor('policy-file.command');
    const changes = await context.withPolicy(({ apply }) => apply.run(actor, amended(context, checked)));
    printChanges(
      context,
      options,
      changes,
      'Nothing to change.',
      `${amount(changes.length, 'change')} applied.`,
    );
  });
  policy
    .command('schema')
    .description('print the JSON Schema of the file, for editors')
    .action(() => context.write(json(policyFileJsonSchema())));
}

async function withSoundFile(
  context: PolicyCommandContext,
  named: string | undefined,
  options: Options,
  run: (file: CheckedPolicyFile, options: Options) => Promise<void>,
): Promise<void> {
  try {
    const path = named ?? context.policyFile();
    const check = await readPolicyFile(path, context.connectors);
    if (check.sound) {
      await run(check, options);
      return;
    }
    if (options.format === 'json') context.write(json({ faults: check.faults }));
    else context.complain(`${faultReport(path, check.faults)}\n`);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (options.format === 'json') context.write(json({ refused: refusal(error) }));
    else context.complain(`${error.detail}\n`);
  }
  context.setExitCode(EXIT.refused);
}

const amended = ({ amend }: PolicyCommandContext, { file, digest }: CheckedPolicyFile) => ({
  file: amend(file),
  digest,
});

const refusal = ({ code, detail }: DomainError): object => ({ code, detail });

function printChanges(
  context: PolicyCommandContext,
  options: Options,
  changes: readonly Change[],
  none: string,
  afterwards: string,
): void {
  const text = changes.length === 0 ? none : `${changeReport(changes)} ${afterwards}`;
  print(context, options, { changes }, text);
}

function print(context: PolicyCommandContext, { format }: Options, data: object, text: string): void {
  context.write(format === 'json' ? json(data) : `${text}\n`);
}

const json = (data: object): string => `${JSON.stringify(data, null, 2)}\n`;
