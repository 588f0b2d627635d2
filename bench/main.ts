import { loadavg, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { check } from './benches/check';
import { issuePostgres } from './benches/issue-postgres';
import type { Bench, Measurement } from './measurement';
import { tableOf } from './table';

const BENCHES: readonly Bench[] = [issuePostgres, check];

/** `npm run bench [-- --json] [NAME…]`. Progress goes to standard error, results to standard output. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const tell = (text: string): void => void process.stderr.write(`${text}\n`);
  tell(`Node ${process.versions.node}, ${cpus().length} processors, load ${loadavg()[0].toFixed(1)} before.`);
  const found: Measurement[] = [];
  for (const bench of chosen(positionals)) {
    tell(`${bench.name}: ${bench.about}`);
    const measurements = await bench.run((progress) => tell(`  ${progress}`));
    if (values.json) for (const one of measurements) process.stdout.write(`${JSON.stringify(one)}\n`);
    found.push(...measurements);
  }
  if (!values.json) process.stdout.write(tableOf(found));
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

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
