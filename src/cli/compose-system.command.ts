import type { Command } from 'commander';
import { systemClock } from '../kernel';
import { endsNothing, everyConnector } from '../modules/connectors';
import { isStored, ResolveSecret } from '../modules/keys';
import { readEnvironment, resolveSecret } from '../platform/config/environment';
import { withBroker } from './broker-context';
import { systemCommands } from './system.command';
import { print, setExitCode } from './terminal';

export const addSystem = (program: Command): void =>
  systemCommands(program, {
    policyFile: () => readEnvironment().policyFile,
    connectors: everyConnector(systemClock, endsNothing),
    resolveSecret: (reference) =>
      isStored(reference)
        ? withBroker((app) => app.get(ResolveSecret).run(reference))
        : Promise.resolve(resolveSecret(reference)),
    write: print,
    setExitCode,
  });
