import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what systems give to outgoing connections, one of which may hold a port at the moment when a server comes for it. */
const [LOWEST, HIGHEST] = [15_000, 32_000];
/** Workers of one run choose among ports of their own: none takes what another is about to listen at. */
const WORKERS = 8;
const SHARE = Math.floor((HIGHEST - LOWEST) / WORKERS);
const FIRST = LOWEST + (Number(process.env.JEST_WORKER_ID ?? 0) % WORKERS) * SHARE;

// Anywhere, since another run of the tests may be going on beside this one; from there on none is given out twice.
let next = randomInt(SHARE);

/** A port of the loopback address that nobody listens at. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < SHARE; tries += 1) {
    const port = FIRST + next;
    next = (next + 1) % SHARE;
    if (await isFree(port)) return port;
  }
  throw new Error(`No port is free from ${FIRST} on.`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
