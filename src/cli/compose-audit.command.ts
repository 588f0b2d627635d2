import type { Command } from 'commander';
import { systemClock } from '../kernel';
import { auditCommands, ErasePersonalData } from '../modules/audit';
import { readEnvironment } from '../platform/config/environment';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { withBroker } from './broker-context';
import { setExitCode } from './terminal';

export const addAudit = (program: Command): void =>
  auditCommands(program, {
    withDatabase: (work) => withBroker((app) => work(app.get(UnitOfWork).reader)),
    withErasure: (work) => withBroker((app) => work(app.get(ErasePersonalData))),
    auditKeyFile: () => readEnvironment().auditKeyFile,
    clock: systemClock,
    output: process.stdout,
    setExitCode,
  });
