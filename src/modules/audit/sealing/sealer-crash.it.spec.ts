import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readerFrom } from '../../../platform/database/unit-of-work';
import { TestTrail } from '../../../../test/builders/audit-trail';
import { compileSources, ending, runScript } from '../../../../test/support/compiled-sources';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { verifyDatabase } from '../verifying/verify-database';

jest.setTimeout(60_000);

/**
 * Seals and signs once in a process of its own, which kills itself with SIGKILL at the step that it was told:
 * a statement before it is sent or after it was answered, or the signer's memory before or after it takes its place.
 */
const SCRIPT = `
  const fs = require('node:fs');
  const { Client } = require('pg');
  const input = JSON.parse(process.argv[1]);
  const die = () => { process.kill(process.pid, 'SIGKILL'); while (true); };
  const query = Client.prototype.query;
  Client.prototype.query = async function (...args) {
    const text = args[0].text ?? args[0];
    const here = text.includes(input.step.statement ?? 'no statement');
    if (here && input.step.when === 'before') die();
    const answer = await query.apply(this, args);
    if (here && input.step.when === 'after') die();
    return answer;
  };
  const rename = fs.renameSync;
  fs.renameSync = (...args) => {
    if (input.step.rename && input.step.when === 'before') die();
    rename(...args);
    if (input.step.rename && input.step.when === 'after') die();
  };
  const { Redacted } = require('./src/kernel');
  const { CheckpointSigner } = require('./src/modules/audit/sealing/checkpoint-signer');
  const { parseSignerKeys } = require('./src/modules/audit/domain/keyring');
  const { SealingSession } = require('./src/modules/audit/sealing/sealing-session');
  (async () => {
    const signer = new CheckpointSigner(parseSignerKeys(input.key), input.memory);
    const session = await SealingSession.open(new Redacted(input.url), signer, new Date());
    await session.seal(100, new Date());
    await session.sign(new Date());
    await session.close();
  })();
`;

interface Step {
  readonly when: 'before' | 'after' | 'never';
  readonly statement?: string;
  readonly rename?: boolean;
}

const STATEMENTS = ['UPDATE audit_event', 'INSERT INTO audit_seal', 'COMMIT', 'INSERT INTO audit_checkpoint'];
const STEPS: readonly Step[] = [
  ...STATEMENTS.flatMap((statement) => [
    { when: 'before', statement } as const,
    { when: 'after', statement } as const,
  ]),
  { when: 'before', rename: true },
  { when: 'after', rename: true },
];
const nameOf = ({ when, statement }: Step): string => `${when} ${statement ?? 'the memory takes its place'}`;

describe('a sealer killed with SIGKILL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-crash-'));
  let postgres: TestPostgres;
  let trail: TestTrail;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    await compileSources(folder, ['src/kernel', 'src/platform', 'src/modules/audit']);
  });
  afterAll(async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    trail = await TestTrail.fresh(postgres);
  });
  afterEach(() => trail.close());

  const run = (step: Step) =>
    ending(
      runScript(folder, SCRIPT, {
        step,
        key: trail.signerKey,
        memory: trail.memoryPath,
        url: trail.sealerUrl.reveal(),
      }),
    );

  it.each(STEPS.map((step) => [nameOf(step), step] as const))(
    '%s: the next one goes on as if nothing had been',
    async (_, step) => {
      await trail.recordMany(5, 'before');
      await trail.seal();
      await trail.recordMany(5, 'killed');
      expect(await run(step)).toMatchObject({ end: 'SIGKILL' });
      await trail.recordMany(5, 'after');
      expect(await run({ when: 'never' })).toMatchObject({ end: 0 });

      const report = await verifyDatabase(readerFrom(trail.query), { key: trail.verifierKey }, new Date());
      expect(report).toMatchObject({ ok: true, verified: 15 });
      const rows = await trail.query<{ seq: string }>('SELECT seq FROM audit_event ORDER BY seq');
      expect(rows.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 15 }, (__, index) => index));
    },
  );

  it('is not stopped by what a killed one left beside its memory', async () => {
    await trail.recordMany(1);
    writeFileSync(`${trail.memoryPath}.1.new`, 'half a chec');
    expect(await run({ when: 'never' })).toMatchObject({ end: 0 });
  });
});
