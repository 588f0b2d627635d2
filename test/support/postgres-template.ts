import { randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { z } from 'zod';
import type * as Migrate from '../../src/platform/database/migrate';
import { Redacted } from '../../src/kernel';
import { packagedBinaries, runnableBinaries } from '../../src/platform/embedded-postgres/binaries';
import { ensureDataDirectory } from '../../src/platform/embedded-postgres/initialise';
import { chooseRunAs, chownTree, type RunAs } from '../../src/platform/embedded-postgres/run-as';
import { TestServer } from './postgres-server';

/** Where global-setup.ts says the templates of this run are. */
export const RUN_FOLDER = 'SALLYPORT_TEST_POSTGRES';

const OWNER = 'postgres';
/** The migrated database of the template `sallyport`. */
export const DATABASE = 'sallyport';

const recipeSchema = z.strictObject({
  binaries: z.object({ postgres: z.string(), initdb: z.string(), version: z.string() }),
  runAs: z.object({ uid: z.number(), gid: z.number() }).optional(),
  /** Of every role, made up for this run. */
  password: z.string(),
  /** Why the migrated template could not be made. */
  fault: z.string().optional(),
});

/** What a test worker must know to start a server from the templates of this run. */
export type Recipe = z.infer<typeof recipeSchema>;
export type TemplateName = 'bare' | 'sallyport';

/** Makes both templates in the run's folder: `bare` as initdb leaves it, `sallyport` with a migrated database. */
export async function makeTemplates(run: string): Promise<void> {
  const runAs = await chooseRunAs(run);
  const binaries = await runnableBinaries(await packagedBinaries(), run, runAs);
  const password = randomBytes(12).toString('hex');
  await mkdir(join(run, 'bare'));
  const extra = ['--no-sync', '--wal-segsize=1'];
  await ensureDataDirectory({
    directory: join(run, 'bare'),
    binaries,
    superuser: OWNER,
    password,
    runAs,
    extra,
  });
  const recipe: Recipe = { binaries, runAs, password };
  await copyTemplate(run, 'bare', join(run, 'sallyport'), runAs);
  // A migration that fails, perhaps half written, fails the specs that need it and no other.
  const fault = await migrateTemplate(join(run, 'sallyport'), recipe).catch(describeFault);
  await writeFile(join(run, 'recipe.json'), JSON.stringify({ ...recipe, fault }), { mode: 0o600 });
}

export function templateRun(): string {
  const run = process.env[RUN_FOLDER];
  if (!run) throw new Error('No test templates: run the spec in the Jest project "integration" or "e2e".');
  return run;
}

export async function readRecipe(run: string): Promise<Recipe> {
  return recipeSchema.parse(JSON.parse(await readFile(join(run, 'recipe.json'), 'utf8')));
}

export async function copyTemplate(
  run: string,
  name: TemplateName,
  to: string,
  runAs: RunAs | undefined,
): Promise<void> {
  const from = join(run, name);
  if (process.platform === 'linux') {
    // One process with copy-on-write where the file system can: several times faster than a walk from here.
    await promisify(execFile)('/bin/cp', ['-a', '--reflink=auto', from, to]);
    return;
  }
  await cp(from, to, { recursive: true });
  if (runAs) await chownTree(join(to, 'data'), runAs);
}

async function migrateTemplate(directory: string, recipe: Recipe): Promise<undefined> {
  const server = await TestServer.start(directory, recipe);
  try {
    await server.createDatabase(DATABASE);
    await prepareTemplate(server);
    await server.isQuiet();
  } finally {
    await server.shutDown();
  }
}

/** The product's own migrations, so that a spec meets the schema and the roles that production has. */
async function prepareTemplate(server: TestServer): Promise<void> {
  // Loaded here and not above: migrations that do not even compile must not take the `bare` template with them.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a dynamic import would want a compiled file
  const { migrate } = require('../../src/platform/database/migrate') as typeof Migrate;
  await migrate(server.url(DATABASE), {
    app: new Redacted(server.url(DATABASE, 'sallyport_app')),
    sealer: new Redacted(server.url(DATABASE, 'sallyport_sealer')),
  });
}

const describeFault = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
