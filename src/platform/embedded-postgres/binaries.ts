import { execFile } from 'node:child_process';
import { readFile, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { copyBinaries } from './copy-binaries';
import { EmbeddedPostgresError, errorCode } from './embedded-postgres-error';
import type { RunAs } from './run-as';

const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
const WAY_OUT = 'Set DATABASE_URL to a PostgreSQL server of your own instead.';

/** PostgreSQL as the registry ships it: `native` holds bin/, lib/ and share/. */
export interface PackagedBinaries {
  readonly native: string;
  readonly version: string;
}

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Version of the package, like `18.4.0-beta.17`. */
  readonly version: string;
}

const manifestSchema = z.object({ version: z.string() });
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** @throws EmbeddedPostgresError when no package serves this machine or it was not installed */
export async function packagedBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<PackagedBinaries> {
  const machine = `${platform}-${arch}`;
  if (!PLATFORMS.includes(machine)) {
    throw new EmbeddedPostgresError(`There is no embedded PostgreSQL for ${machine}. ${WAY_OUT}`);
  }
  const name = `@embedded-postgres/${machine}`;
  const root = dirname(dirname(resolvePackage(name)));
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  return { native: join(root, 'native'), version: manifest.version };
}

function resolvePackage(name: string): string {
  try {
    return require.resolve(name);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The package ${name} is not installed; optional dependencies may have been left out. ${WAY_OUT}`,
      { cause },
    );
  }
}

/**
 * Binaries that the given account can run: in place if possible, else a copy.
 * `directory` takes the copy unless "nobody" cannot walk there; then a folder that root alone may write does.
 */
export async function runnableBinaries(
  packaged: PackagedBinaries,
  directory: string,
  runAs: RunAs | undefined,
): Promise<Binaries> {
  const folder = `postgres-${packaged.version}-${process.platform}-${process.arch}`;
  const copies = [directory, ...(runAs ? ['/var/cache/sallyport', join(tmpdir(), 'sallyport')] : [])];
  const faults: string[] = [];
  for (const prepare of [
    () => linkInPlace(packaged.native),
    ...copies.map((parent) => () => copyBinaries(packaged.native, parent, folder, linkInPlace)),
  ]) {
    try {
      return await probe(await prepare(), packaged.version, runAs);
    } catch (error) {
      faults.push(error instanceof Error ? firstLine(error.message) : String(error));
    }
  }
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL cannot run on this machine (${faults.join('; ')}). ${WAY_OUT}`,
  );
}

/** The registry cannot carry symbolic links, so the package lists the ones its libraries are found by. */
async function linkInPlace(native: string): Promise<string> {
  const links = linksSchema.parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of links) {
    const path = join(native, relative('native', target));
    await symlink(relative(dirname(target), source), path).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    });
  }
  return native;
}

async function probe(native: string, version: string, runAs: RunAs | undefined): Promise<Binaries> {
  const found = { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb'), version };
  const run = promisify(execFile);
  // The two need different libraries, and the link of each may be missing.
  for (const program of [found.postgres, found.initdb]) {
    await run(program, ['--version'], { ...runAs, cwd: '/', env: {}, timeout: 20_000 });
  }
  return found;
}

const firstLine = (text: string): string => text.trim().split('\n').slice(0, 2).join(' ');
