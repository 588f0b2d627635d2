import { z } from 'zod';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/embedded-postgres';

/** Runs in a Node process of its own: starts a server as it is told, says where, and obeys. */
const optionsSchema = z.object({
  directory: z.string(),
  settings: z.record(z.string(), z.string()).optional(),
});

const say = (message: object): void => void process.send?.(message);

async function main(): Promise<void> {
  const postgres = await startEmbeddedPostgres(optionsSchema.parse(JSON.parse(process.argv[2] ?? '')));
  process.on('SIGINT', () => say({ survived: 'SIGINT' }));
  process.on('message', (order) => void obey(postgres, order));
  say({ url: postgres.url(), pid: postgres.pid, adopted: postgres.adopted });
}

async function obey(postgres: EmbeddedPostgres, order: unknown): Promise<void> {
  if (order === 'stop') await postgres.stop();
  // Nothing is left to do then, and the process ends by itself.
  process.disconnect();
}

main().catch((error: unknown) => {
  say({ failed: error instanceof Error ? error.message : String(error) });
  process.disconnect();
});
