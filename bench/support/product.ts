import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { packageRoot } from '../../src/platform/http/package-root';
import { freePort } from './free-port';
import type { Settings } from './settings';
import type { Started } from './started';

const STARTS_WITHIN = 60_000;
const STOPS_WITHIN = 20_000;
const LOOK_EVERY = 5;

/** The product as an operator runs it: its own process, its own log (thrown away), settings by environment alone. */
export class Product {
  private readonly complaints: Buffer[] = [];

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly innerUrl: string,
    private readonly spawnedAt: number,
  ) {
    child.stderr?.on('data', (chunk: Buffer) => this.complaints.push(chunk));
  }

  /** Answers as soon as the process exists; {@link firstAnswer} and {@link up} say how far it is. */
  static async spawn(started: Started, settings: Settings): Promise<Product> {
    const listen = `127.0.0.1:${await freePort()}`;
    const metrics = `127.0.0.1:${await freePort()}`;
    const main = join(packageRoot(), 'dist', 'src', 'main.js');
    const spawnedAt = performance.now();
    const child = spawn(process.execPath, ['--enable-source-maps', main], {
      cwd: packageRoot(),
      env: {
        PATH: process.env['PATH'],
        ...settings,
        SALLYPORT_LISTEN: listen,
        SALLYPORT_METRICS_LISTEN: metrics,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const product = new Product(child, `http://${listen}`, `http://${metrics}`, spawnedAt);
    return started.keep(product, () => product.stop());
  }

  /** Milliseconds from the start of the process to the first 200 over HTTP, its database reached. */
  async firstAnswer(): Promise<number> {
    await this.until(async () => (await fetch(`${this.url}/health/ready`)).ok);
    return performance.now() - this.spawnedAt;
  }

  /** Everything of it has started, its jobs too. */
  async up(): Promise<void> {
    await this.until(async () => (await fetch(`${this.innerUrl}/health/ready`)).ok);
  }

  /** One of its figures, as Prometheus reads it. */
  async figure(name: string): Promise<number> {
    const text = await (await fetch(`${this.innerUrl}/metrics`)).text();
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
    if (!line) throw new Error(`The product has no figure ${name}.`);
    return Number(line.slice(name.length + 1));
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'close');
    this.child.kill('SIGTERM');
    const kill = setTimeout(() => this.child.kill('SIGKILL'), STOPS_WITHIN);
    await ended;
    clearTimeout(kill);
    if (this.child.signalCode === 'SIGKILL')
      throw new Error('The product did not stop when it was asked to.');
  }

  private async until(holds: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + STARTS_WITHIN;
    while (performance.now() < deadline && this.child.exitCode === null && this.child.signalCode === null) {
      if (await holds().catch(() => false)) return;
      await delay(LOOK_EVERY);
    }
    await this.stop();
    throw new Error(`The product did not start. ${Buffer.concat(this.complaints).toString()}`);
  }
}
