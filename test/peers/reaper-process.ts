import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { transform } from '@swc/core';

const ROOT = resolve(__dirname, '../..');
const FOLDERS = ['src/kernel', 'src/modules/connectors', 'src/modules/connectors/postgres'];
const MAIN = `
const { Command } = require('commander');
const { reaperCommand } = require('./src/modules/connectors/postgres/reaper.command');
const program = new Command('sallyport');
reaperCommand(program);
program.parseAsync();
`;

/** `sallyport reaper` as a process of its own, which knows nothing of the broker. */
export class ReaperProcess {
  private readonly chunks: Buffer[] = [];

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => this.chunks.push(chunk));
  }

  /** Compiles the command into `folder` and starts it there; the URL goes through a file. */
  static async start(folder: string, url: string, flags: readonly string[] = []): Promise<ReaperProcess> {
    await compileInto(folder);
    await writeFile(join(folder, 'url'), `${url}\n`, { mode: 0o600 });
    return new ReaperProcess(
      spawn(process.execPath, ['main.js', 'reaper', '--url-file', join(folder, 'url'), ...flags], {
        cwd: folder,
      }),
    );
  }

  /** Everything it printed so far. */
  get output(): string {
    return Buffer.concat(this.chunks).toString();
  }

  /** Its lines, read as JSON. Throws on a line that is none. */
  get events(): Record<string, unknown>[] {
    const lines = this.output.split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  async until(event: string): Promise<void> {
    while (!this.events.some(({ msg }) => msg === event)) {
      if (this.child.exitCode !== null) throw new Error(`The reaper ended: ${this.output}`);
      await new Promise((done) => setTimeout(done, 10));
    }
  }

  /** Its exit code, or the signal it died of, once it has ended. */
  get ended(): Promise<number | string | null> {
    if (this.child.exitCode !== null) return Promise.resolve(this.child.exitCode);
    return once(this.child, 'exit').then(([code, died]) => (code ?? died) as number | string | null);
  }

  /** @returns its exit code, or the signal it died of */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const { ended } = this;
    this.child.kill(signal);
    return ended;
  }
}

async function compileInto(folder: string): Promise<void> {
  for (const sources of FOLDERS) {
    for (const name of await readdir(join(ROOT, sources))) {
      if (/\.(spec|contract)\.ts$/.test(name) || !name.endsWith('.ts')) continue;
      const { code } = await transform(await readFile(join(ROOT, sources, name), 'utf8'), {
        jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2023' },
        module: { type: 'commonjs' },
      });
      const output = join(folder, sources, name.replace(/\.ts$/, '.js'));
      await mkdir(dirname(output), { recursive: true });
      await writeFile(output, code);
    }
  }
  await writeFile(join(folder, 'main.js'), MAIN);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
}
