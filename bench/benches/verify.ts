import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BareHash } from '../bare/hash-lines';
import { againstLimit, type Bench } from '../measurement';
import type { OurVerify } from '../ours/verify';
import type { Work } from '../ours/work';
import { inTurns, ROUNDS } from '../rounds';
import { middleRound } from '../statistics';
import { sallyport } from '../support/command-line';
import { Installation } from '../support/installation';
import { Program } from '../support/program';
import { allSigned } from '../support/sealed';
import type { Started } from '../support/started';

const UNITS = 100;
const EVENTS_OF_A_UNIT = 1_000;
const MEGABYTE = 1_000_000;

/** An auditor verifies an export offline: every byte hashed and read for its canonical form, every signature checked. */
export const verify: Bench = {
  name: 'verify',
  about: 'an export verified offline, its bytes hashed and nothing else',
  async run(started, tell) {
    const installation = await Installation.start(started);
    const file = join(installation.folder, 'trail.jsonl');
    tell('writing a trail');
    await writeTrail(started, installation);
    await sallyport(installation.settings, 'audit', 'export', '--to', file);
    const key = await sallyport(installation.settings, 'audit', 'key');
    const megabytes = (await stat(file)).size / MEGABYTE;
    const ours = Program.start<OurVerify>(started, join(__dirname, '..', 'ours', 'verify.js'));
    const bare = Program.start<BareHash>(started, join(__dirname, '..', 'bare', 'hash-lines.js'));
    const rounds = await inTurns(
      async () => {
        const { took, events } = await ours.ask('verify', { file, key });
        if (events < UNITS * EVENTS_OF_A_UNIT) throw new Error(`Only ${events} events were proved.`);
        return (megabytes * 1_000) / took;
      },
      async () => (megabytes * 1_000) / (await bare.ask('hashAll', { file })),
      tell,
    );
    const found = { ...middleRound(rounds), samples: ROUNDS };
    return [againstLimit({ name: 'verify', unit: 'MB/s', ...found }, { ratio: 0.5, higherIsBetter: true })];
  },
};

async function writeTrail(started: Started, installation: Installation): Promise<void> {
  const { settings, logins } = installation;
  const work = Program.start<Work>(started, join(__dirname, '..', 'ours', 'work.js'));
  await work.ask('connect', { settings, logins });
  await work.ask('record', { units: UNITS, each: EVENTS_OF_A_UNIT, width: 2 });
  await allSigned(installation);
  await work.stop();
}
