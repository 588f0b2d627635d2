import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY = 100;
const PATIENCE = 300_000;
/** Below the range that systems hand out by themselves. */
const [FIRST_PORT, PORTS] = [20_000, 10_000];

/**
 * Runs `work` while no other process on this machine does so under the same name. The lock is a port of the loopback
 * address: the kernel frees it with its process, however that ends, where a lock file would be left behind.
 */
export async function whileHolding(name: string, work: () => Promise<void>): Promise<void> {
  const port = FIRST_PORT + (createHash('sha256').update(name).digest().readUInt32BE() % PORTS);
  const held = await takeWhenFree(port, Date.now() + PATIENCE);
  try {
    await work();
  } finally {
    await new Promise((done) => held.close(done));
  }
}

async function takeWhenFree(port: number, until: number): Promise<Server> {
  for (;;) {
    const held = await take(port);
    if (held) return held;
    if (Date.now() > until) throw new Error(`Somebody has held port ${port} of 127.0.0.1 for five minutes.`);
    await delay(LOOK_EVERY);
  }
}

function take(port: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
