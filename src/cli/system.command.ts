import type { Command } from 'commander';
import { z } from 'zod';
import { notFound } from '../kernel';
import { type ConnectorRegistry, setupScript } from '../modules/connectors';
import { loadPolicyFile } from '../modules/policy-file';
import { readEnvironment } from '../platform/config/environment';

const rightsSchema = z.looseObject({ memberOf: z.array(z.string()), database: z.string() });

/** `sallyport system setup-sql <key>`: what an administrator runs once at a PostgreSQL target. */
export function systemCommands(program: Command, connectors: ConnectorRegistry): void {
  program
    .command('system')
    .description('Prepare a target')
    .command('setup-sql <key>')
    .description(
      'Print the psql script that prepares a PostgreSQL system of the policy file; safe to run again',
    )
    .action(async (key: string) => {
      const { file } = await loadPolicyFile(readEnvironment().policyFile, connectors);
      if (!(key in file.systems))
        throw notFound('system.unknown', `The policy file names no system "${key}".`);
      const rights = Object.values(file.entitlements)
        .filter(({ system }) => system === key)
        .map(({ settings }) => rightsSchema.parse(settings));
      const memberRoles = [...new Set(rights.flatMap(({ memberOf }) => memberOf))];
      const databases = [...new Set(rights.map(({ database }) => database))];
      const { leaseGroup } = file.systems[key].settings;
      process.stdout.write(setupScript({ memberRoles, leaseGroup }, databases));
    });
}
