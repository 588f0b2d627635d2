import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { DAY, HOUR, invalid, MINUTE, type Clock } from '../../kernel';
import { systemActor } from '../../platform/database/actor';
import type { Reader } from '../../platform/database/unit-of-work';
import { describeFinding } from './domain/finding';
import { NoteError } from './domain/signed-note';
import type { VerificationReport } from './domain/verification';
import type { ErasePersonalData } from './retention/erase-personal-data';
import { exportEvents } from './exporting/export-events';
import { keptCheckpoints } from './verifying/kept-checkpoints';
import { readSignerKeys, rotateSignerKey } from './sealing/signer-key-file';
import { verifyDatabase } from './verifying/verify-database';
import { verifyExport, type VerifyOptions } from './verifying/verify-export';

/** What the commands stand on; the program that offers them provides it. */
export interface AuditCommandDeps {
  /** The broker's database, read as the application, for one command. */
  readonly withDatabase: <T>(work: (from: Reader) => Promise<T>) => Promise<T>;
  /** Where the signer's key lies on this machine. */
  readonly auditKeyFile: () => string;
  readonly withErasure: (work: (erase: ErasePersonalData) => Promise<void>) => Promise<void>;
  readonly clock: Clock;
  readonly output: NodeJS.WritableStream;
  readonly setExitCode: (code: number) => void;
}

interface VerifyFlags {
  readonly from?: string;
  readonly key?: string;
  readonly seen?: readonly string[];
  readonly maxAge?: string;
  readonly json?: boolean;
}

const BROKEN = 1;
const READ_AT_A_TIME = 1024 * 1024;

/** `sallyport audit verify | export | key | rotate-key | erase-person`. */
export function auditCommands(program: Command, deps: AuditCommandDeps): void {
  const audit = program.command('audit').description('Verify and export the audit trail');
  audit
    .command('verify')
    .description('Check every event, proof and signature; exit code 0 when all of it holds, 1 when not')
    .option(
      '--from <file>',
      'verify this export, offline, instead of the database ("-" reads standard input)',
    )
    .option(
      '--key <key>',
      'trust this verifier key (name+id+key, or @file with one a line), not the one on this machine',
    )
    .option('--seen <file...>', 'checkpoints that you kept: the trail must extend every one of them')
    .option('--max-age <duration>', 'the newest checkpoint must not be older, for example 30m, 2h or 1d')
    .option('--json', 'print the report as one JSON value')
    .action((flags: VerifyFlags) => verify(flags, deps));
  audit
    .command('export')
    .description('Write the trail, up to its newest checkpoint, in a form that verifies offline')
    .option('--to <file>', 'write to this file instead of standard output')
    .action(({ to }: { to?: string }) => exportTrail(to, deps));
  audit
    .command('key')
    .description('Print the verifier key, which you give to auditors in person')
    .action(() => {
      deps.output.write(`${readSignerKeys(deps.auditKeyFile()).verifierKeys}\n`);
    });
  audit
    .command('rotate-key')
    .description(
      'Replace the signer key; what the old one signed goes on to count. Restart the sealer afterwards',
    )
    .action(() => {
      deps.output.write(`${rotateSignerKey(deps.auditKeyFile()).verifierKeys}\n`);
    });
  audit
    .command('erase-person <person-id>')
    .description(
      'Make every personal value about somebody unreadable for good; proofs and exports stay valid',
    )
    .requiredOption('--reason <text>', 'why, for the record; name nobody in it')
    .action((personId: string, { reason }: { reason: string }) => erasePerson(personId, reason, deps));
}

async function verify(flags: VerifyFlags, deps: AuditCommandDeps): Promise<void> {
  const now = deps.clock.now();
  const options = optionsOf(flags, deps, now);
  try {
    const report = flags.from
      ? await verifyExport(readExport(flags.from), options)
      : await deps.withDatabase((from) => verifyDatabase(from, options, now));
    deps.output.write(flags.json ? `${JSON.stringify(plain(report))}\n` : inWords(report));
    if (!report.ok) deps.setExitCode(BROKEN);
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    throw invalid(
      'audit.bad_input',
      `The key, or a checkpoint that you gave, cannot be used: ${error.message}`,
    );
  }
}

function optionsOf(flags: VerifyFlags, deps: AuditCommandDeps, now: Date): VerifyOptions {
  return {
    key: flags.key === undefined ? readSignerKeys(deps.auditKeyFile()).verifierKeys : textOrFile(flags.key),
    seen: (flags.seen ?? []).flatMap((path) => keptCheckpoints(readText(path))),
    notBefore: flags.maxAge === undefined ? undefined : new Date(now.getTime() - milliseconds(flags.maxAge)),
    threads: availableParallelism(),
  };
}

async function exportTrail(to: string | undefined, deps: AuditCommandDeps): Promise<void> {
  await deps.withDatabase(async (from) => {
    const target = to === undefined ? deps.output : createWriteStream(to, { mode: 0o600 });
    await pipeline(Readable.from(exportEvents(from)), target, { end: to !== undefined });
  });
}

async function erasePerson(personId: string, reason: string, deps: AuditCommandDeps): Promise<void> {
  const id = z.uuid().safeParse(personId);
  if (!id.success) throw invalid('audit.bad_person', `"${personId}" is no id of a person.`);
  await deps.withErasure(async (erasure) => {
    const erased = await erasure.run(systemActor('command line'), id.data, reason);
    deps.output.write(
      erased ? 'Erased. Nothing personal about them opens any more.\n' : 'That was done before.\n',
    );
  });
}

const readExport = (path: string): AsyncIterable<Buffer> =>
  path === '-' ? process.stdin : createReadStream(path, { highWaterMark: READ_AT_A_TIME });

const textOrFile = (text: string): string => (text.startsWith('@') ? readText(text.slice(1)).trim() : text);

function readText(path: string): string {
  if (!existsSync(path)) throw invalid('audit.no_such_file', `There is no file ${path}.`);
  return readFileSync(path, 'utf8');
}

const UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY };

function milliseconds(text: string): number {
  const [, count, unit = ''] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (factor === undefined)
    throw invalid('audit.bad_duration', `"${text}" is no duration: write 30m, 2h or 1d.`);
  return Number(count) * factor;
}

function inWords(report: VerificationReport): string {
  const { first, verified, newest, checkpoints } = report;
  const lines = [
    ...(first > 0 ? [`Events before ${first} were pruned; their hashes are covered by the proof.`] : []),
    ...report.notComparable.map(
      (size) => `The checkpoint over ${size} events that you hold is older than that.`,
    ),
    `Verified: ${verified} events under ${checkpoints} checkpoints.`,
    ...(newest ? [`Newest checkpoint: ${newest.size} events, signed ${newest.signedAt.toISOString()}.`] : []),
    ...report.findings.map((finding) => `BROKEN: ${describeFinding(finding)}`),
    report.ok ? 'The trail is whole.' : 'The trail is NOT whole.',
  ];
  return `${lines.join('\n')}\n`;
}

const plain = ({ newest, ...report }: VerificationReport) => ({
  ...report,
  newest: newest && { size: newest.size, root: newest.root.toString('hex'), signedAt: newest.signedAt },
  sentences: report.findings.map(describeFinding),
});
