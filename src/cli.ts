#!/usr/bin/env node
import { Command } from 'commander';
import { withBroker } from './cli/broker-context';
import { migrateCommand } from './cli/migrate.command';
import { openapiCommand } from './cli/openapi.command';
import { personCommands } from './cli/person.command';
import { resetCommand } from './cli/reset.command';
import { systemCommands } from './cli/system.command';
import { freshDates } from './demo';
import { demoCommand } from './demo/story/demo.command';
import { DomainError, systemClock } from './kernel';
import { auditCommands, ErasePersonalData } from './modules/audit';
import { endsNothing, everyConnector, reaperCommand } from './modules/connectors';
import { ApplyPolicyFile, PlanPolicyFile, policyCommands } from './modules/policy-file';
import { readEnvironment } from './platform/config/environment';
import { UnitOfWork } from './platform/database/unit-of-work';

const setExitCode = (code: number): void => {
  process.exitCode = code;
};
const complain = (text: string): void => void process.stderr.write(text);

const program = new Command('sallyport').description('Access governance and privileged-access broker');
const connectors = everyConnector(systemClock, endsNothing);

policyCommands(program, {
  policyFile: () => readEnvironment().policyFile,
  connectors,
  amend: (file) => (readEnvironment().demo ? freshDates(file, systemClock.now()) : file),
  withPolicy: (work) =>
    withBroker((app) => work({ plan: app.get(PlanPolicyFile), apply: app.get(ApplyPolicyFile) })),
  write: (text) => process.stdout.write(text),
  complain,
  setExitCode,
});
auditCommands(program, {
  withDatabase: (work) => withBroker((app) => work(app.get(UnitOfWork).reader)),
  withErasure: (work) => withBroker((app) => work(app.get(ErasePersonalData))),
  auditKeyFile: () => readEnvironment().auditKeyFile,
  clock: systemClock,
  output: process.stdout,
  setExitCode,
});
systemCommands(program, {
  policyFile: () => readEnvironment().policyFile,
  connectors,
  write: (text) => process.stdout.write(text),
  setExitCode,
});
reaperCommand(program);
demoCommand(program, __filename);
migrateCommand(program);
personCommands(program);
openapiCommand(program);
resetCommand(program);

program.parseAsync().catch((error: unknown) => {
  const sentence = error instanceof DomainError ? error.detail : String(error);
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
});
