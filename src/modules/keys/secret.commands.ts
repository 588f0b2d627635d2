import type { Command } from 'commander';
import type { Redacted } from '../../kernel';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import type { RemoveSecret } from './remove-secret';
import { assertSecretName } from './secret-name';
import { namesReferredTo, type SecretReferences } from './secret-references';
import type { SetSecret } from './set-secret';
import type { StoredSecret, StoredSecretRepository } from './stored-secret.repository';
import { columns } from './columns';

export interface SecretUseCases {
  readonly uow: UnitOfWork;
  readonly set: SetSecret;
  readonly remove: RemoveSecret;
  readonly secrets: StoredSecretRepository;
}

/** What the commands need from the program that they run in. */
export interface SecretCommandContext {
  /** Runs `work` with the use cases on the database, and closes what was opened for it. */
  readonly withSecrets: <T>(work: (use: SecretUseCases) => Promise<T>) => Promise<T>;
  readonly references: readonly SecretReferences[];
  /** The value, from standard input or asked for without being shown. */
  readonly readValue: (name: string) => Promise<Redacted<string>>;
  /** The account of the operating system that runs this. */
  readonly operator: () => string;
  /** For standard output: whole lines, with their ends. */
  readonly write: (text: string) => void;
}

/** `secret set | ls | rm`. A value is never an argument: arguments are seen by everybody on the machine, and kept in histories. */
export function secretCommands(program: Command, context: SecretCommandContext): void {
  const { withSecrets, references, readValue, operator, write } = context;
  const secret = program
    .command('secret')
    .description('Credentials of other systems that Sallyport keeps sealed');
  secret
    .command('set <name>')
    .description('Store a secret, or its new value, from standard input or a hidden prompt; in use at once')
    .action(async (name: string) => {
      assertSecretName(name);
      const value = await readValue(name);
      const done = await withSecrets(({ set }) => set.run(name, value, operator()));
      write(
        done === 'stored'
          ? `Stored. The policy file refers to it as \`secret:${name}\`.\n`
          : 'Replaced. The new value is in use from now on, without a restart.\n',
      );
    });
  secret
    .command('ls')
    .description('List the names, when each was set and used, and under which root key; never a value')
    .action(() =>
      withSecrets(async ({ uow, secrets }) => {
        const wanted = await namesReferredTo(uow.reader, references);
        write(listed(await secrets.all(uow.reader), wanted));
      }),
    );
  secret
    .command('rm <name>')
    .description('Forget a secret; refused while the policy in force refers to it')
    .option('--force', 'although the policy in force refers to it')
    .action(async (name: string, { force = false }: { force?: boolean }) => {
      await withSecrets(({ remove }) => remove.run({ name, by: operator(), force }, references));
      write(`Forgotten. Backups of the database made before still hold it, sealed.\n`);
    });
}

function listed(stored: readonly StoredSecret[], wanted: readonly string[]): string {
  const missing = wanted.filter((name) => !stored.some((one) => one.name === name));
  const lines = missing.map(
    (name) =>
      `Missing: the policy refers to \`secret:${name}\`; \`sallyport secret set ${name}\` stores it.\n`,
  );
  if (stored.length === 0) return `No secret is stored here.\n${lines.join('')}`;
  const table = columns([
    ['name', 'set', 'by', 'last used', 'under root key', ''],
    ...stored.map(({ name, setAt, setBy, lastUsedAt, rootKey }) => [
      name,
      minuteOf(setAt),
      setBy,
      lastUsedAt ? minuteOf(lastUsedAt) : 'never',
      rootKey ?? 'of before rotation',
      wanted.includes(name) ? '' : 'nothing refers to it',
    ]),
  ]);
  return `${table}${lines.join('')}`;
}

const minuteOf = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
