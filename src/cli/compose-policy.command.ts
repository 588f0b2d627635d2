import type { Command } from 'commander';
import { freshDates } from '../demo';
import { systemClock } from '../kernel';
import { endsNothing, everyConnector } from '../modules/connectors';
import { ApplyPolicyFile, PlanPolicyFile, policyCommands } from '../modules/policy-file';
import { readEnvironment } from '../platform/config/environment';
import { withBroker } from './broker-context';
import { complain, print, setExitCode } from './terminal';

export const addPolicy = (program: Command): void =>
  policyCommands(program, {
    policyFile: () => readEnvironment().policyFile,
    connectors: everyConnector(systemClock, endsNothing),
    amend: (file) => (readEnvironment().demo ? freshDates(file, systemClock.now()) : file),
    withPolicy: (work) =>
      withBroker((app) => work({ plan: app.get(PlanPolicyFile), apply: app.get(ApplyPolicyFile) })),
    write: print,
    complain,
    setExitCode,
  });
