import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';

/**
 * Below the ports that Linux (from 32,768) and macOS (from 49,152) give to outgoing connections: one of those may hold
 * ours at the moment when the server comes back to it.
 */
const LOWEST = 15_000;
const HIGHEST = 32_000;
const ATTEMPTS = 20;

/** The port that was used last and is still free, else any free one. PostgreSQL itself has the last word. */
export async function choosePort(file: string): Promise<number> {
  const kept = Number((await readFile(file, 'utf8').catch(() => '')).trim());
  if (kept > 0 && kept < 65_536 && (await isFree(kept))) return kept;
  return anyFreePort();
}

export async function keepPort(file: string, port: number): Promise<void> {
  await writeFile(file, `${port}\n`);
}

/** Tries to find a port outside the operating system's own choice before it takes that. */
export async function anyFreePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await closed(server);
  return port;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  await closed(server);
  return true;
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
