import { type Command, InvalidArgumentError } from 'commander';
import { conflict } from '../../kernel';
import type { RootKeyEntry } from '../../platform/crypto/key-file-text';
import type { RootKeyFile } from '../../platform/crypto/root-key-file';
import type { SealedColumn } from '../../platform/crypto/sealed-column';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import { columns } from './columns';
import type { RetireRootKeys } from './retire-root-key';
import type { Holding, RootKeyRepository } from './root-key.repository';
import type { RotateRootKey } from './rotate-root-key';
import type { ServingProcessRepository } from './serving-process.repository';

export interface KeyUseCases {
  readonly uow: UnitOfWork;
  readonly file: RootKeyFile;
  readonly keys: RootKeyRepository;
  readonly processes: ServingProcessRepository;
  readonly rotate: RotateRootKey;
  readonly retire: RetireRootKeys;
}

/** What the commands need from the program that they run in. */
export interface KeyCommandContext {
  /** Runs `work` with the use cases on the database, and closes what was opened for it. */
  readonly withKeys: <T>(work: (use: KeyUseCases) => Promise<T>) => Promise<T>;
  /** Everything that is sealed under a root key. */
  readonly sealed: readonly SealedColumn[];
  /** The account of the operating system that runs this. */
  readonly operator: () => string;
  /** True when the person at the terminal types the word. */
  readonly confirm: (question: string, word: string) => Promise<boolean>;
  /** For standard output: whole lines, with their ends. */
  readonly write: (text: string) => void;
}

/** Longer than a process that is dead by then still counts, and than KMS is asked three times. */
const WAITS = 45;
const WAITS_AT_MOST = 3_600;

/** `keys ls | rotate | retire`. */
export function keyCommands(program: Command, context: KeyCommandContext): void {
  const { withKeys, sealed, operator, confirm, write } = context;
  const tell = (line: string): void => write(`${line}\n`);
  const keys = program
    .command('keys')
    .description('Root keys, under which secrets in the database are sealed');
  keys
    .command('ls')
    .description('List the root keys, who keeps each, what is sealed under it, and which processes use it')
    .action(() => withKeys(async (use) => write((await listed(use, sealed)) + (await processes(use)))));
  keys
    .command('rotate')
    .description(
      'Make a new root key and seal everything under it, while Sallyport runs; called again after a crash, it goes on',
    )
    .option('--leave-kms', 'keep the new key in the key file although the present one is wrapped by AWS KMS')
    .option(
      '--wait <seconds>',
      'how long to wait until every running process holds the new key',
      seconds,
      WAITS,
    )
    .action(({ leaveKms = false, wait }: { leaveKms?: boolean; wait: number }) =>
      withKeys(async ({ rotate }) => {
        const by = operator();
        const id = await rotate.run({ columns: sealed, by, leaveKms, waitSeconds: wait, tell });
        tell(
          `Done. Everything is sealed under the root key ${id}. Back up the key file now, apart from the database.`,
        );
        tell(
          'Older keys are still in it, for backups of the database; `sallyport keys retire` takes them out.',
        );
      }),
    );
  keys
    .command('retire')
    .description('Take older root keys out of the key file; refused while anything needs one')
    .option('--yes', 'do not ask')
    .action(async ({ yes = false }: { yes?: boolean }) => {
      const question =
        'Backups of the database made before the last rotation open only with the key file as it is now: keep a copy with them.';
      if (!yes && !(await confirm(question, 'retire')))
        throw conflict('keys.not_confirmed', 'Nothing was changed.');
      const gone = await withKeys(({ retire }) => retire.run({ columns: sealed, by: operator() }));
      tell(gone.length === 0 ? 'There is no older root key.' : `Retired: ${gone.join(', ')}.`);
    });
}

function seconds(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) <= WAITS_AT_MOST) return Number(text);
  throw new InvalidArgumentError(`Say a whole number of seconds, at most ${WAITS_AT_MOST}.`);
}

async function listed({ uow, file, keys }: KeyUseCases, sealed: readonly SealedColumn[]): Promise<string> {
  const [filed, holdings] = [await file.keys(), await keys.holdings(uow.reader, sealed)];
  const current = filed.findLast(({ entry }) => entry.usedFrom !== null);
  const rows = filed.map((one, index) => [
    one.key.id,
    one === current ? 'current' : one.entry.usedFrom === null ? 'prepared' : 'older',
    ...keptAndMade(one.entry),
    heldBy(one.key.id, holdings, index === 0),
  ]);
  const shut = (await file.shut()).map((entry) => [
    'does not open here',
    'prepared',
    ...keptAndMade(entry),
    'nothing',
  ]);
  return columns([['root key', '', 'kept by', 'made (UTC)', 'holds'], ...rows, ...shut]);
}

const keptAndMade = (entry: RootKeyEntry): string[] => [
  entry.provider === 'local' ? 'key file' : `KMS ${entry.kmsKey}`,
  entry.madeAt.toISOString().slice(0, 16).replace('T', ' '),
];

async function processes({ uow, processes }: KeyUseCases): Promise<string> {
  const living = await processes.living(uow.reader);
  if (living.length === 0) return '\nNo process is running.\n';
  const rows = living.map(({ name, current, newest, trouble }) => [name, current, newest, trouble ?? '']);
  return `\n${columns([['process', 'seals under', 'newest that it holds', ''], ...rows])}`;
}

function heldBy(id: string, holdings: readonly Holding[], oldest: boolean): string {
  const held = holdings.filter(({ rootKey }) => rootKey === id || (oldest && rootKey === null));
  return held.map(({ words, values }) => `${values} ${words}`).join(', ') || 'nothing';
}
