import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './ports';
import { testEnvironment } from './test-environment';

const ROOT = resolve(__dirname, '../..');
const MAIN = 'dist/src/main.js';
const COMMAND_LINE = 'dist/src/cli.js';
const STARTS_WITHIN = 60_000;

/** A program of the product in a process of its own, as an operator runs it, and everything that it printed. */
export class ProductProcess {
  private readonly chunks: Buffer[] = [];
  private readonly ended: Promise<unknown>;

  protected constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    }
    this.ended = once(child, 'close');
  }

  /** `sallyport <arguments>`. */
  static command(args: readonly string[], settings: Readonly<Record<string, string>>): ProductProcess {
    return new ProductProcess(run([COMMAND_LINE, ...args], settings));
  }

  get pid(): number {
    return this.child.pid!;
  }

  get output(): string {
    return Buffer.concat(this.chunks).toString();
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Resolves with its exit code once it has ended by itself. */
  async exits(): Promise<number | NodeJS.Signals | null> {
    await this.ended;
    return this.child.exitCode ?? this.child.signalCode;
  }

  /** Ends it as the kernel would that has run out of memory: nothing of its own runs any more. */
  async kill9(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** As an operator ends it. Answers its exit code, or the signal that it died of. */
  async stop(): Promise<number | NodeJS.Signals | null> {
    this.child.kill('SIGTERM');
    await this.ended;
    return this.child.exitCode ?? this.child.signalCode;
  }

  /** A machine that stands still: its sockets stay open, and no line of it runs until {@link goOn}. */
  stall(): void {
    this.child.kill('SIGSTOP');
  }

  goOn(): void {
    this.child.kill('SIGCONT');
  }
}

/** `npm start`, built before. */
export class BrokerProcess extends ProductProcess {
  private constructor(
    child: ChildProcess,
    readonly url: string,
    /** Figures and health, for the machines inside. */
    readonly innerUrl: string,
  ) {
    super(child);
  }

  /** Resolves once everything of it is up. `settings` are those of docs/operators.md; ports are its own unless given. */
  static async start(settings: Readonly<Record<string, string>>): Promise<BrokerProcess> {
    const listen = settings.SALLYPORT_LISTEN ?? `127.0.0.1:${await freePort()}`;
    const metrics = `127.0.0.1:${await freePort()}`;
    const all = { ...settings, SALLYPORT_LISTEN: listen, SALLYPORT_METRICS_LISTEN: metrics };
    const url = settings.SALLYPORT_PUBLIC_URL ?? `http://localhost:${new URL(`http://${listen}`).port}`;
    const broker = new BrokerProcess(run([MAIN], all), url, `http://${metrics}`);
    await broker.becomesReady();
    return broker;
  }

  /** The process's figures, as Prometheus reads them. */
  async metrics(): Promise<string> {
    return (await fetch(`${this.innerUrl}/metrics`)).text();
  }

  private async becomesReady(): Promise<void> {
    const until = Date.now() + STARTS_WITHIN;
    while (this.running && Date.now() < until) {
      if (await this.saysReady()) return;
      await delay(20);
    }
    await this.kill9();
    throw new Error(`The broker did not start:\n${this.output}`);
  }

  private async saysReady(): Promise<boolean> {
    return fetch(`${this.innerUrl}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

function run(command: readonly string[], settings: Readonly<Record<string, string>>): ChildProcess {
  const { PATH } = testEnvironment();
  return spawn(process.execPath, ['--enable-source-maps', ...command], {
    cwd: ROOT,
    env: { PATH, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
