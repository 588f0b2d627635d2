import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { transform } from '@swc/core';

const ROOT = resolve(__dirname, '../..');

/** Compiles the sources below `folders` into `to`, so that a Node process outside Jest can run a script on them. */
export async function compileSources(to: string, folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    for (const entry of await readdir(join(ROOT, folder), { recursive: true })) {
      if (entry.endsWith('.ts') && !entry.endsWith('.spec.ts')) await compile(join(folder, entry), to);
    }
  }
  await symlink(join(ROOT, 'node_modules'), join(to, 'node_modules'));
}

async function compile(source: string, to: string): Promise<void> {
  const { code } = await transform(await readFile(join(ROOT, source), 'utf8'), {
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      target: 'es2023',
    },
    module: { type: 'commonjs' },
  });
  const output = join(to, source.replace(/\.ts$/, '.js'));
  await mkdir(dirname(output), { recursive: true });
  await writeFile(output, code);
}

/** Runs `script` where {@link compileSources} put the sources, with `input` as its only argument, in JSON. */
export function runScript(folder: string, script: string, input: unknown): ChildProcess {
  return spawn(process.execPath, ['-e', script, '--', JSON.stringify(input)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** What a script printed, and how it ended: its exit code, or the signal it died of. */
export async function ending(child: ChildProcess): Promise<{ output: string; end: number | string | null }> {
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { output: Buffer.concat(chunks).toString(), end: code ?? signal };
}
