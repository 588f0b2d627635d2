import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';

/** The port that was used last and is still free, else any free one. PostgreSQL itself has the last word. */
export async function choosePort(file: string): Promise<number> {
  const kept = Number((await readFile(file, 'utf8').catch(() => '')).trim());
  if (kept > 0 && kept < 65_536 && (await isFree(kept))) return kept;
  return anyFreePort();
}

export async function keepPort(file: string, port: number): Promise<void> {
  await writeFile(file, `${port}\n`);
}

export async function anyFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
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
