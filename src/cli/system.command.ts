import type { Command } from 'commander';
import { z } from 'zod';
import { invalid, notFound, type Redacted } from '../kernel';
import { type ConnectorRegistry, type PreflightFinding, setupScript } from '../modules/connectors';
import { loadPolicyFile } from '../modules/policy-file';

const rightsSchema = z.looseObject({ memberOf: z.array(z.string()), database: z.string() });
const serverSchema = z.looseObject({ leaseGroup: z.string().optional() });

/** What the commands need from the program that they run in. */
export interface SystemCommandContext {
  readonly policyFile: () => string;
  readonly connectors: ConnectorRegistry;
  /** The secret behind a reference of the policy file; for one that is stored it opens the broker's database. */
  readonly resolveSecret: (reference: string) => Promise<Redacted<string>>;
  /** For standard output: whole lines, with their ends. */
  readonly write: (text: string) => void;
  readonly setExitCode: (code: number) => void;
}

/** `sallyport system …`: prepares a target of the policy file, and looks whether it is fit. The broker's database is needed only for a stored secret. */
export function systemCommands(program: Command, context: SystemCommandContext): void {
  const { connectors, resolveSecret, write, setExitCode } = context;
  const system = program.command('system').description('Prepare a target and look whether it is fit');
  system
    .command('setup-sql <key>')
    .description(
      'Print the psql script that prepares a PostgreSQL system of the policy file; safe to run again',
    )
    .action(async (key: string) => {
      const { kind, settings, entitlements } = await systemOf(key, context);
      if (kind !== 'postgres')
        throw invalid('system.no_setup', `The system "${key}" is no PostgreSQL server: see docs/how-to.`);
      const rights = entitlements.map((one) => rightsSchema.parse(one));
      const memberRoles = [...new Set(rights.flatMap(({ memberOf }) => memberOf))];
      const databases = [...new Set(rights.map(({ database }) => database))];
      const { leaseGroup } = serverSchema.parse(settings);
      write(setupScript({ memberRoles, leaseGroup }, databases));
    });
  system
    .command('check <key>')
    .description(
      'Look at a system of the policy file with the broker’s own credential: what is missing, and what to do. Exit code 1 if something is',
    )
    .action(async (key: string) => {
      const { kind, name, settings, credential, entitlements } = await systemOf(key, context);
      const connector = connectors.of(kind);
      try {
        const target = { id: key, key, name, kind, settings, credential: await resolveSecret(credential) };
        const findings = await connector.preflight(target, entitlements);
        write(findings.map(findingLines).join(''));
        setExitCode(findings.every(({ ok }) => ok) ? 0 : 1);
      } finally {
        await connector.close();
      }
    });
}

const findingLines = ({ ok, summary, advice }: PreflightFinding): string =>
  `${ok ? 'ok ' : 'BAD'} ${summary}\n${advice === undefined ? '' : `    → ${advice}\n`}`;

async function systemOf(key: string, { policyFile, connectors }: SystemCommandContext) {
  const { file } = await loadPolicyFile(policyFile(), connectors);
  if (!(key in file.systems)) throw notFound('system.unknown', `The policy file names no system "${key}".`);
  const entitlements = Object.values(file.entitlements)
    .filter(({ system }) => system === key)
    .map(({ settings }) => settings);
  return { ...file.systems[key], entitlements };
}
