import type { Command } from 'commander';
import { ManageScimTokens } from '../modules/people';
import { systemActor } from '../platform/database/actor';
import { withBroker } from './broker-context';
import { print } from './terminal';

interface Options {
  readonly name: string;
  readonly replacing: boolean;
}

/** `sallyport scim token`: the token with which a provisioning system calls `/scim/v2`, made on the server itself. */
export function scimCommands(program: Command): void {
  program
    .command('scim')
    .description('Provisioning systems that say who works here (SCIM)')
    .command('token')
    .description('Make a token for a provisioning system and print it once')
    .requiredOption('--name <name>', 'which provisioning system it is for')
    .option('--replacing', 'end the other tokens in 24 hours', false)
    .action(({ name, replacing }: Options) =>
      withBroker(async (app) => {
        const { token } = await app.get(ManageScimTokens).make(systemActor('cli.scim'), { name, replacing });
        print(`${token.reveal()}\nShown once. Give it to the provisioning system, and clear this screen.\n`);
      }),
    );
}
