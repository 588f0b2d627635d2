import type { Command } from 'commander';
import { systemClock } from '../kernel';
import { endsNothing, everyConnector } from '../modules/connectors';
import { readEnvironment } from '../platform/config/environment';
import { systemCommands } from './system.command';
import { print, setExitCode } from './terminal';

export const addSystem = (program: Command): void =>
  systemCommands(program, {
    policyFile: () => readEnvironment().policyFile,
    connectors: everyConnector(systemClock, endsNothing),
    write: print,
    setExitCode,
  });
