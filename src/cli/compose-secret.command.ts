import type { Command } from 'commander';
import { RemoveSecret, SetSecret, StoredSecretRepository } from '../modules/keys';
import { secretCommands } from '../modules/keys/secret.commands';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { withBroker } from './broker-context';
import { SECRET_REFERENCES } from './kept-secrets';
import { operator } from './operator';
import { readSecret } from './read-secret';
import { print } from './terminal';

export const addSecret = (program: Command): void =>
  secretCommands(program, {
    withSecrets: (work) =>
      withBroker((app) =>
        work({
          uow: app.get(UnitOfWork),
          set: app.get(SetSecret),
          remove: app.get(RemoveSecret),
          secrets: app.get(StoredSecretRepository),
        }),
      ),
    references: SECRET_REFERENCES,
    readValue: (name) =>
      readSecret(`Value of ${name} (not shown)`, { input: process.stdin, output: process.stderr }),
    operator,
    write: print,
  });
