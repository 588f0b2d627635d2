import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { conflict } from '../kernel';
import { readEnvironment } from '../platform/config/environment';
import { isEmbeddedPostgresRunning } from '../platform/embedded-postgres';

const SERVERS = ['postgres', 'demo-target'];

/** `sallyport reset`: forgets the data folder, after asking. */
export function resetCommand(program: Command): void {
  program
    .command('reset')
    .description('Forget everything that this installation keeps in its data folder')
    .option('--yes', 'do not ask')
    .action(async ({ yes }: { yes?: boolean }) => {
      const { dataDirectory } = readEnvironment();
      if (!existsSync(dataDirectory)) {
        process.stdout.write('There is nothing to forget.\n');
        return;
      }
      for (const server of SERVERS) await assertStopped(join(dataDirectory, server));
      if (!yes && !(await confirmed(dataDirectory))) {
        process.stdout.write('Nothing was changed.\n');
        return;
      }
      await rm(dataDirectory, { recursive: true, force: true });
      process.stdout.write('Forgotten. The next start begins anew.\n');
    });
}

async function assertStopped(directory: string): Promise<void> {
  if (!(await isEmbeddedPostgresRunning(directory))) return;
  throw conflict('reset.running', 'Sallyport is running on this data. Stop it first (Ctrl-C where it runs).');
}

async function confirmed(directory: string): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const question = `Forget ${directory}, with its keys, its database and its audit trail? Type "forget" to confirm: `;
    return (await prompt.question(question)).trim() === 'forget';
  } finally {
    prompt.close();
  }
}
