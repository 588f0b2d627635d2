import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { HelloServer } from '../bare/hello-server';
import { atMost, type Bench } from '../measurement';
import { middleRound, type Turns } from '../statistics';
import { Product } from '../support/product';
import { Program } from '../support/program';
import { productSettings, type Settings } from '../support/settings';
import type { Started } from '../support/started';
import { startTarget } from '../support/target';
import { temporaryFolder } from '../support/temporary-folder';

const STARTS = 5;
/** Long enough for what a start leaves to be collected or not, as the product sees fit. */
const IDLE = 3_000;
const MEBIBYTE = 1_048_576;

interface Start {
  readonly answered: number;
  readonly resident: number;
}

/** `node dist/src/main.js` where it ran before: its own database starts with it. */
export const coldStart: Bench = {
  name: 'cold-start',
  about: 'from the start of the process to its first 200, and its memory when idle',
  async run(started, tell) {
    const folder = await temporaryFolder(started);
    const settings = productSettings(join(folder, 'data'), await startTarget(started, folder));
    tell('the very first start makes the database');
    await startOurs(started, settings);
    await startBare(started);
    const times: Turns[] = [];
    const memory: Turns[] = [];
    for (let start = 1; start <= STARTS; start += 1) {
      tell(`start ${start} of ${STARTS}`);
      const [ours, limit] = [await startOurs(started, settings), await startBare(started)];
      times.push({ ours: ours.answered, limit: limit.answered });
      memory.push({ ours: ours.resident, limit: limit.resident });
    }
    return [
      atMost(2_500, { name: 'cold-start', ...middleRound(times), unit: 'ms', samples: STARTS }),
      atMost(200, { name: 'idle memory', ...middleRound(memory), unit: 'MiB', samples: STARTS }),
    ];
  },
};

async function startOurs(started: Started, settings: Settings): Promise<Start> {
  const product = await Product.spawn(started, settings);
  const answered = await product.firstAnswer();
  await product.up();
  await delay(IDLE);
  const resident = (await product.figure('sallyport_process_resident_memory_bytes')) / MEBIBYTE;
  await product.stop();
  return { answered, resident };
}

async function startBare(started: Started): Promise<Start> {
  const began = performance.now();
  const bare = Program.start<HelloServer>(started, join(__dirname, '..', 'bare', 'hello-server.js'));
  const { ok } = await fetch(await bare.ask('listen', undefined));
  if (!ok) throw new Error('The bare server did not answer.');
  const answered = performance.now() - began;
  await delay(IDLE);
  const resident = (await bare.ask('memory', undefined)) / MEBIBYTE;
  await bare.stop();
  return { answered, resident };
}
