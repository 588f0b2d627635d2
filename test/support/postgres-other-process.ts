import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { transform } from '@swc/core';
import { z } from 'zod';
import { errorCode } from '../../src/platform/embedded-postgres/embedded-postgres-error';

const ROOT = resolve(__dirname, '../..');
const MAIN = 'test/support/postgres-other-process-main.ts';

const startedSchema = z.object({ url: z.string(), pid: z.number(), adopted: z.boolean() });

/** A Node process that holds a server, as a second start of the product would. */
export interface OtherProcess {
  /** Of Node. */
  readonly pid: number;
  readonly server: z.infer<typeof startedSchema>;
  /** Ends Node as a crash would, and nothing else. */
  kill9(): Promise<void>;
  /** Stops its server, then ends. */
  stop(): Promise<void>;
  /** Ends without stopping its server. */
  leave(): Promise<void>;
  /** What Ctrl-C in a terminal does: SIGINT to the whole process group. */
  interrupt(): Promise<void>;
}

export interface OtherProcessOptions {
  readonly directory: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** The embedded server compiled to JavaScript in `folder`, to be run by processes outside Jest. */
export async function compileSupervisor(
  folder: string,
  modules = join(ROOT, 'node_modules'),
): Promise<string> {
  const sources = (await readdir(join(ROOT, 'src/platform/embedded-postgres')))
    .filter((name) => !name.endsWith('.spec.ts'))
    .map((name) => `src/platform/embedded-postgres/${name}`);
  for (const source of [...sources, MAIN]) {
    const { code } = await transform(await readFile(join(ROOT, source), 'utf8'), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
      module: { type: 'commonjs' },
    });
    const output = join(folder, source.replace(/\.ts$/, '.js'));
    await mkdir(dirname(output), { recursive: true });
    await writeFile(output, code);
  }
  await symlink(modules, join(folder, 'node_modules')).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  return join(folder, MAIN.replace(/\.ts$/, '.js'));
}

const living = new Set<ChildProcess>();

/** Returns at once; see `waitForServer`. */
export function forkSupervisor(
  main: string,
  options: OtherProcessOptions,
  account: { uid?: number; gid?: number } = {},
): ChildProcess {
  const child = fork(main, [JSON.stringify(options)], { ...account, cwd: '/', detached: true, execArgv: [] });
  living.add(child);
  child.once('exit', () => living.delete(child));
  return child;
}

/** For the end of a test that failed half way: Jest would wait for them for ever. */
export async function killOtherProcesses(): Promise<void> {
  const ended = [...living].map((child) => once(child, 'exit'));
  for (const child of living) child.kill('SIGKILL');
  await Promise.all(ended);
}

/** @throws with the sentence that the process failed with */
export async function waitForServer(child: ChildProcess): Promise<OtherProcess> {
  const [message] = (await once(child, 'message')) as [unknown];
  const failed = z.object({ failed: z.string() }).safeParse(message);
  if (failed.success) throw new Error(failed.data.failed);
  const ended = once(child, 'exit');
  const pid = child.pid!;
  const end = async (act: () => void): Promise<void> => {
    act();
    await ended;
  };
  return {
    pid,
    server: startedSchema.parse(message),
    kill9: () => end(() => process.kill(pid, 'SIGKILL')),
    stop: () => end(() => child.send('stop')),
    leave: () => end(() => child.send('leave')),
    interrupt: async () => {
      const answer = once(child, 'message');
      process.kill(-pid, 'SIGINT');
      await answer;
    },
  };
}
