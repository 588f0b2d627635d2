import { existsSync, readdirSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { TestPostgres } from '../support/postgres';
import { TestServer } from '../support/postgres-server';
import { readRecipe, templateRun } from '../support/postgres-template';

/** Where Debian and its relatives put each major version. */
const INSTALLED = '/usr/lib/postgresql';

/** Folder of the programs of a PostgreSQL between 14 and 15, where this machine has one. */
function olderBinaries(): string | undefined {
  if (!existsSync(INSTALLED)) return undefined;
  const majors = readdirSync(INSTALLED).filter((major) => major === '14' || major === '15');
  return majors.map((major) => join(INSTALLED, major, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

/** Why tests with an older server cannot run here; undefined when they can. */
export const missingOlderPostgres = (): string | undefined =>
  olderBinaries() === undefined ? `no PostgreSQL 14 or 15 below ${INSTALLED}` : undefined;

/** A server from before version 16, when membership had no options of its own and CREATEROLE ruled every role. */
export async function startOlderPostgres(settings: Record<string, string> = {}): Promise<TestPostgres> {
  const bin = olderBinaries();
  if (bin === undefined) throw new Error('There is no older PostgreSQL to start.');
  const { runAs, password } = await readRecipe(templateRun());
  // Not in the run's own folder: this initdb walks to its data from the root, as an account that may not enter there.
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-older-'));
  const binaries = { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb'), version: bin };
  const instance = join(directory, 'instance');
  await mkdir(instance);
  const passwordFile = join(directory, 'password');
  await writeFile(passwordFile, password);
  if (runAs) for (const path of [directory, instance, passwordFile]) await chown(path, runAs.uid, runAs.gid);
  const flags = ['-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8', '--no-locale', '--no-sync'];
  await promisify(execFile)(binaries.initdb, ['-D', join(instance, 'data'), '-U', 'postgres', ...flags], {
    cwd: instance,
    ...runAs,
  });
  const server = await TestServer.start(instance, { binaries, runAs, password }, settings);
  return Object.assign(server, {
    stop: async () => {
      await server.discard();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  });
}
