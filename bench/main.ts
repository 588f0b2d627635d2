import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { auditAppend } from './benches/audit-append';
import { check } from './benches/check';
import { coldStart } from './benches/cold-start';
import { endSts } from './benches/end-sts';
import { endToProof } from './benches/end-to-proof';
import { issuePostgres } from './benches/issue-postgres';
import { issueSts } from './benches/issue-sts';
import { sealLag } from './benches/seal-lag';
import { signIn } from './benches/sign-in';
import { verify } from './benches/verify';
import type { Bench, Measurement, Tell } from './measurement';
import { Started } from './support/started';
import { tableOf } from './table';

const BENCHES: readonly Bench[] = [
  issuePostgres,
  issueSts,
  endToProof,
  endSts,
  check,
  signIn,
  auditAppend,
  sealLag,
  verify,
  coldStart,
];
const INTERRUPTED = 130;

/** `npm run bench [-- --json] [NAME…]`. Progress goes to standard error, results to standard output. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const benches = chosen(positionals);
  tell(`Node ${process.versions.node}, ${cpus().length} processors, load ${loadavg()[0].toFixed(1)} before.`);
  const found: Measurement[] = [];
  for (const bench of benches) {
    tell(`${bench.name}: ${bench.about}`);
    const measurements = await measured(bench);
    if (values.json) for (const one of measurements) process.stdout.write(`${JSON.stringify(one)}\n`);
    found.push(...measurements);
  }
  if (!values.json) process.stdout.write(tableOf(found));
}

const tell: Tell = (text) => void process.stderr.write(`${text}\n`);

/** Whatever happens, nothing that the bench started outlives it. */
async function measured(bench: Bench): Promise<Measurement[]> {
  const started = new Started();
  // What is being measured fails as soon as nothing of it runs any more.
  const interrupt = (): void => {
    process.exitCode = INTERRUPTED;
    started.stop().catch(complain);
  };
  const fail = (error: unknown): void => {
    complain(error);
    interrupt();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt).once('uncaughtException', fail);
  try {
    return await bench.run(started, (progress) => tell(`  ${progress}`));
  } finally {
    await started.stop();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt).off('uncaughtException', fail);
  }
}

function chosen(names: readonly string[]): readonly Bench[] {
  const unknown = names.find((name) => !BENCHES.some((bench) => bench.name === name));
  if (unknown !== undefined) {
    throw new Error(
      `There is no bench ${unknown}. There are: ${BENCHES.map(({ name }) => name).join(', ')}.`,
    );
  }
  return names.length === 0 ? BENCHES : BENCHES.filter(({ name }) => names.includes(name));
}

function complain(error: unknown): void {
  tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

main().catch((error: unknown) => {
  if (process.exitCode === INTERRUPTED) {
    tell('Interrupted. Everything that was started is stopped.');
    return;
  }
  complain(error);
  process.exitCode = 1;
});
