import type { Command } from 'commander';
import { conflict } from '../../kernel';
import type { RootKeyFile } from '../../platform/crypto/root-key-file';
import type { SealedColumn } from '../../platform/crypto/sealed-column';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import { columns } from './columns';
import type { RetireRootKeys } from './retire-root-key';
import type { Holding, RootKeyRepository } from './root-key.repository';
import type { RotateRootKey } from './rotate-root-key';

export interface KeyUseCases {
  readonly uow: UnitOfWork;
  readonly file: RootKeyFile;
  readonly keys: RootKeyRepository;
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

/** `keys ls | rotate | retire`. */
export function keyCommands(program: Command, context: KeyCommandContext): void {
  const { withKeys, sealed, operator, confirm, write } = context;
  const tell = (line: string): void => write(`${line}\n`);
  const keys = program
    .command('keys')
    .description('Root keys, under which secrets in the database are sealed');
  keys
    .command('ls')
    .description('List the root keys, who keeps each, and what is sealed under it')
    .action(() => withKeys(async (use) => write(await listed(use, sealed))));
  keys
    .command('rotate')
    .description(
      'Make a new root key and seal everything under it, while Sallyport runs; called again after a crash, it goes on',
    )
    .option('--leave-kms', 'keep the new key in the key file although the present one is wrapped by AWS KMS')
    .action(({ leaveKms = false }: { leaveKms?: boolean }) =>
      withKeys(async ({ rotate }) => {
        const id = await rotate.run({ columns: sealed, by: operator(), leaveKms, tell });
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

async function listed({ uow, file, keys }: KeyUseCases, sealed: readonly SealedColumn[]): Promise<string> {
  const [filed, holdings] = [await file.keys(), await keys.holdings(uow.reader, sealed)];
  const current = filed.findLast(({ entry }) => entry.usedFrom !== null);
  const rows = filed.map((one, index) => [
    one.key.id,
    one === current ? 'current' : one.entry.usedFrom === null ? 'prepared' : 'older',
    one.entry.provider === 'local' ? 'key file' : `KMS ${one.entry.kmsKey}`,
    one.entry.madeAt.toISOString().slice(0, 16).replace('T', ' '),
    heldBy(one.key.id, holdings, index === 0),
  ]);
  return columns([['root key', '', 'kept by', 'made (UTC)', 'holds'], ...rows]);
}

function heldBy(id: string, holdings: readonly Holding[], oldest: boolean): string {
  const held = holdings.filter(({ rootKey }) => rootKey === id || (oldest && rootKey === null));
  return held.map(({ words, values }) => `${values} ${words}`).join(', ') || 'nothing';
}
