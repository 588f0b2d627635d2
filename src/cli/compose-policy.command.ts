import type { Command } from 'commander';
import { freshDates } from '../demo';
import { systemClock } from '../kernel';
import { endsNothing, everyConnector } from '../modules/connectors';
import { ApplyAsOperator, PlanPolicyFile, policyCommands, type ProposedChange } from '../modules/policy-file';
import { readEnvironment } from '../platform/config/environment';
import { withBroker } from './broker-context';
import { proposedChange } from './client/answers';
import { clientContext } from './client/context';
import { complain, print, setExitCode } from './terminal';
import { StoredSecretRepository } from '../modules/keys';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { existsSync } from 'node:fs';

export const addPolicy = (program: Command): void =>
  policyCommands(program, {
    policyFile: () => readEnvironment().policyFile,
    connectors: everyConnector(systemClock, endsNothing),
    amend: (file) => (readEnvironment().demo ? freshDates(file, systemClock.now()) : file),
    pageOf: (changeId) => `${readEnvironment().publicUrl}/changes/${changeId}`,
    missingSecrets,
    propose,
    withPolicy: (work) =>
      withBroker((app) => work({ plan: app.get(PlanPolicyFile), apply: app.get(ApplyAsOperator) })),
    write: print,
    complain,
    setExitCode,
  });

async function propose(file: string, reason: string, server: string | undefined): Promise<ProposedChange> {
  const api = clientContext().signIns.api(server);
  const { id, ...proposed } = await api.post('/policy-changes', proposedChange, { body: { file, reason } });
  return { ...proposed, address: `${api.server}/changes/${id}` };
}

/** Where there is no key file there is no installation, as in a pipeline that only checks the file. */
async function missingSecrets(names: readonly string[]): Promise<readonly string[] | undefined> {
  if (!existsSync(readEnvironment().masterKeyFile)) return undefined;
  return withBroker(async (app) => {
    const stored = await app.get(StoredSecretRepository).all(app.get(UnitOfWork).reader);
    return names.filter((name) => !stored.some((one) => one.name === name));
  });
}
