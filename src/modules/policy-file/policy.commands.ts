import { InvalidArgumentError, Option, type Command } from 'commander';
import { DomainError } from '../../kernel';
import { systemActor } from '../../platform/database/actor';
import { isReason } from '../policy';
import type { ApplyAsOperator, OperatorOutcome } from './apply-as-operator';
import type { SoundPolicyFile } from './check-policy-file';
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
  /** Where people look at a change of the rules. */
  readonly pageOf: (changeId: string) => string;
  /** Runs `work` with the use cases on the database, and closes what was opened for it. */
  readonly withPolicy: <T>(work: (policy: PolicyUseCases) => Promise<T>) => Promise<T>;
  /** Proposes the text of a file under the name of whoever is signed in here, at the Sallyport named or the last one. */
  readonly propose: (file: string, reason: string, server: string | undefined) => Promise<ProposedChange>;
  /** For standard output and for standard error: whole lines, with their ends. */
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly setExitCode: (code: number) => void;
}

/** What a Sallyport answers to a proposal. */
export interface ProposedChange {
  readonly changes: readonly (Pick<Change, 'kind' | 'sentence'> & { readonly area: string })[];
  readonly waitingFor: string | null;
  readonly address: string;
}

export interface PolicyUseCases {
  readonly plan: Pick<PlanPolicyFile, 'run'>;
  readonly apply: Pick<ApplyAsOperator, 'run' | 'byOperator'>;
}

interface Options {
  readonly format: 'text' | 'json';
  /** Of `plan` alone: why it is proposed, and where. */
  readonly propose?: string;
  readonly server?: string;
  /** Of `apply` alone: why it comes into force without an approval. */
  readonly byOperator?: string;
}

/** 1: refused. 2: there is something to apply, or it waits for approvals. */
const EXIT = { done: 0, refused: 1, pending: 2 } as const;

/** `policy check | plan | apply | schema`. */
export function policyCommands(program: Command, context: PolicyCommandContext): void {
  const policy = program.command('policy').description('check, compare and apply the policy file');
  const about = (
    name: string,
    description: string,
    run: (file: SoundPolicyFile, options: Options) => Promise<void>,
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
      if (options.propose !== undefined) {
        await propose(context, checked, options, options.propose);
        return;
      }
      const changes = await context.withPolicy(({ plan }) => plan.run(amended(context, checked)));
      printChanges(context, options, changes, 'Nothing to change.', 'Nothing has been changed yet.');
      context.setExitCode(changes.length === 0 ? EXIT.done : EXIT.pending);
    },
  )
    .option('--propose <reason>', 'propose it under your name, for somebody else to approve', sentence)
    .option('--server <address>', 'with --propose: the Sallyport to talk to');
  about(
    'apply',
    'make the changes, or propose them where somebody has to approve; exit code 2 while they wait',
    async (checked, options) => {
      const actor = systemActor('policy-file.command');
      const file = amended(context, checked);
      const outcome = await context.withPolicy(({ apply }) =>
        options.byOperator === undefined
          ? apply.run(actor, file)
          : apply.byOperator(actor, file, options.byOperator),
      );
      printOutcome(context, options, outcome);
    },
  ).option(
    '--by-operator <reason>',
    'put it in force at once without any approval: an alert in the trail, and the circle is told',
    sentence,
  );
  policy
    .command('schema')
    .description('print the JSON Schema of the file, for editors')
    .action(() => context.write(json(policyFileJsonSchema())));
}

async function withSoundFile(
  context: PolicyCommandContext,
  named: string | undefined,
  options: Options,
  run: (file: SoundPolicyFile, options: Options) => Promise<void>,
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

/** Where somebody is signed in, and not on the server: `sallyport login`. */
async function propose(
  context: PolicyCommandContext,
  { bytes }: SoundPolicyFile,
  options: Options,
  reason: string,
): Promise<void> {
  const text = Buffer.from(bytes).toString('utf8');
  const proposed = await context.propose(text, reason, options.server);
  const waits = [proposed.waitingFor ?? '', `Look at it: ${proposed.address}`].filter((line) => line !== '');
  print(context, options, proposed, `${changeReport(proposed.changes)} Proposed. ${waits.join('\n')}`);
}

/** Of a reason that others will read. */
function sentence(text: string): string {
  if (isReason(text)) return text.trim();
  throw new InvalidArgumentError('Say in a sentence why: at least 10 characters.');
}

const amended = ({ amend }: PolicyCommandContext, sound: SoundPolicyFile): SoundPolicyFile => ({
  ...sound,
  file: amend(sound.file),
});

const waits = (page: string): string =>
  `Nothing has been changed: it is proposed, and waits for approvals.\nLook at it: ${page}\n` +
  'Where nobody is left who could approve it, `--by-operator` is the loud way.';
const closed = (page: string): string =>
  `Nothing has been changed: somebody said no to this very file.\nLook at it: ${page}\n` +
  'To ask again, propose it under your own name: `sallyport policy plan --propose`.';

function printOutcome(
  context: PolicyCommandContext,
  options: Options,
  { outcome, changes, changeId }: OperatorOutcome,
): void {
  const page = changeId === undefined ? '' : context.pageOf(changeId);
  const afterwards = {
    applied: `${amount(changes.length, 'change')} applied.`,
    waits: waits(page),
    closed: closed(page),
  };
  const text =
    changes.length === 0 ? 'Nothing to change.' : `${changeReport(changes)} ${afterwards[outcome]}`;
  print(context, options, { outcome, changes, changeId }, text);
  context.setExitCode({ applied: EXIT.done, waits: EXIT.pending, closed: EXIT.refused }[outcome]);
}

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
