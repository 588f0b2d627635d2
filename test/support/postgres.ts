import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TestServer } from './postgres-server';
import { copyTemplate, readRecipe, type TemplateName, templateRun } from './postgres-template';

export { DATABASE } from './postgres-template';
export type { TestServer } from './postgres-server';

export interface TestPostgres {
  readonly port: number;
  /** Default: database `postgres` as its superuser. Roles: `postgres`, and `sallyport_app`, `sallyport_sealer` when migrated. */
  url(database?: string, user?: string): string;
  /** Ends every process of it at once, as a crash of the machine would. What was committed is there after restart(). */
  kill9(): Promise<void>;
  /** Freezes it until resume(): connections are accepted and nothing is ever answered. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Down, unless it is down already, and up again on the same port with the same data. */
  restart(): Promise<void>;
  /** Ends it and throws its data away. */
  stop(): Promise<void>;
}

export interface TestPostgresOptions {
  /** `sallyport` (default) has a migrated database of that name; `bare` is as initdb left it, like a target's. */
  readonly template?: TemplateName;
  /** Server settings as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A PostgreSQL server for one spec file: call it in `beforeAll`, and stop() in `afterAll`. Takes about 0.15 s. */
export async function startTestPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres> {
  const { template = 'sallyport', settings } = options;
  const run = templateRun();
  const recipe = await readRecipe(run);
  if (template === 'sallyport' && recipe.fault) {
    throw new Error(`The migrations failed when the test database was prepared:\n${recipe.fault}`);
  }
  const directory = await mkdtemp(join(run, 'server-'));
  await copyTemplate(run, template, join(directory, 'instance'), recipe.runAs);
  const server = await TestServer.start(join(directory, 'instance'), recipe, settings);
  return Object.assign(server, {
    stop: async () => {
      await server.discard();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  });
}
