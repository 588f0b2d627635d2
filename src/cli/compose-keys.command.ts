import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { RetireRootKeys, RootKeyRepository, RotateRootKey, ServingProcessRepository } from '../modules/keys';
import { keyCommands } from '../modules/keys/keys.commands';
import { RootKeyFile } from '../platform/crypto/root-key-file';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { withBroker } from './broker-context';
import { SEALED_COLUMNS } from './kept-secrets';
import { operator } from './operator';
import { print } from './terminal';

export const addKeys = (program: Command): void =>
  keyCommands(program, {
    withKeys: (work) =>
      withBroker((app) =>
        work({
          uow: app.get(UnitOfWork),
          file: app.get(RootKeyFile),
          keys: app.get(RootKeyRepository),
          processes: app.get(ServingProcessRepository),
          rotate: app.get(RotateRootKey),
          retire: app.get(RetireRootKeys),
        }),
      ),
    sealed: SEALED_COLUMNS,
    operator,
    confirm,
    write: print,
  });

async function confirm(question: string, word: string): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await prompt.question(`${question}\nType "${word}" to go on: `)).trim() === word;
  } finally {
    prompt.close();
  }
}
