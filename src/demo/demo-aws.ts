import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { Redacted } from '../kernel';
import { provideSecret } from '../platform/config/environment';
import { packageRoot } from '../platform/http/package-root';
import type { Logger } from '../platform/telemetry/logger';

/** The name under which sallyport.yaml refers to the broker's own keys at the demonstration's AWS account. */
const BROKER_SECRET = 'SALLYPORT_DEMO_AWS';
/** By its path, as the reaper is: what runs in production imports nothing of the tests. */
const STAND_IN = join(packageRoot(), 'dist', 'test', 'peers', 'aws', 'main.js');
const STARTS_WITHIN = 30_000;

const answerView = z.object({ endpoint: z.url() });

export interface DemoAws {
  readonly endpoint: string;
  /** The broker's keys there. */
  readonly credential: Redacted<string>;
  stop(): Promise<void>;
}

/**
 * A process that plays the AWS account of the invented company: it verifies signatures and evaluates policies as AWS does. It
 * keeps its sessions in memory and goes when this process does, even if nobody could tell it to.
 */
export async function startDemoAws(secret: Buffer, logger: Logger): Promise<DemoAws> {
  const key = {
    id: `AKIA${secret.subarray(0, 8).toString('hex').toUpperCase()}`,
    secret: secret.subarray(8).toString('base64'),
  };
  // Out of the terminal's process group: Ctrl-C is the broker's to handle, in its own order.
  const child = fork(STAND_IN, {
    env: {},
    execArgv: [],
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send({ start: key });
  const { endpoint } = await firstAnswer(child);
  child.once('exit', (code) => logger.debug({ code }, 'The stand-in of AWS has stopped.'));
  const credential = JSON.stringify({ accessKeyId: key.id, secretAccessKey: key.secret, endpoint });
  provideSecret(BROKER_SECRET, credential);
  return { endpoint, credential: new Redacted(credential), stop: () => letGo(child) };
}

async function firstAnswer(child: ChildProcess): Promise<z.output<typeof answerView>> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(STARTS_WITHIN)]);
  const gone = once(child, 'exit', { signal }).then(() => {
    throw new Error('The stand-in of AWS ended before it answered.');
  });
  try {
    const [answer] = (await Promise.race([once(child, 'message', { signal }), gone])) as unknown[];
    return answerView.parse(answer);
  } catch (error) {
    child.kill();
    throw error;
  } finally {
    gone.catch(() => undefined);
    stop.abort();
  }
}

async function letGo(child: ChildProcess): Promise<void> {
  if (!child.connected) return;
  const gone = once(child, 'exit');
  child.disconnect();
  await gone;
}
