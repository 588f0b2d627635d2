import type { Command } from 'commander';
import { readEnvironment } from '../platform/config/environment';
import { migrateDatabase } from '../platform/database/obtain-database';

/** `sallyport migrate`: for installations where only one short-lived process may hold the owner's log-in. */
export function migrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('Bring the database’s schema up to date and let the working roles log in, then end')
    .action(async () => {
      await migrateDatabase(readEnvironment());
      process.stdout.write('The schema is up to date.\n');
    });
}
