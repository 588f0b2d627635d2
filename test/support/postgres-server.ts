import { setTimeout as delay } from 'node:timers/promises';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  becomesReady,
  spawnPostmaster,
  stopPostmaster,
} from '../../src/platform/embedded-postgres/postmaster';
import { commandLine, servesDirectory, signal } from '../../src/platform/embedded-postgres/process-identity';
import { ServerLog } from '../../src/platform/embedded-postgres/server-log';
import { freePort } from './ports';
import { childrenOf } from './process-tree';
import type { Recipe } from './postgres-template';

/** Quick and small. Commits still reach the kernel, so that they survive kill9(); only a power cut would lose them. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
  max_connections: '100',
  max_wal_size: '128MB',
};
const ATTEMPTS = 20;

/** One server on `<directory>/data` that a test may treat badly. */
export class TestServer {
  private pid = 0;
  private readonly data: string;

  private constructor(
    readonly directory: string,
    readonly port: number,
    private readonly recipe: Recipe,
    private readonly settings: Readonly<Record<string, string>>,
  ) {
    this.data = join(directory, 'data');
  }

  static async start(
    directory: string,
    recipe: Recipe,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<TestServer> {
    const server = new TestServer(directory, await freePort(), recipe, settings);
    await server.spawn();
    return server;
  }

  /** Connection URL. Every role of a test has the same password. */
  url(database = 'postgres', user = 'postgres'): string {
    return `postgres://${user}:${this.recipe.password}@127.0.0.1:${this.port}/${database}`;
  }

  async createDatabase(name: string): Promise<void> {
    await this.asOwner((client) => client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`));
  }

  /** Waits until all sessions but our own have ended: one that is cut while it closes raises an error nobody hears. */
  async isQuiet(): Promise<void> {
    const others = `SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`;
    await this.asOwner(async (client) => {
      while ((await client.query(others)).rowCount) await delay(5);
    });
  }

  /** Ends it cleanly and keeps the data. */
  async shutDown(): Promise<void> {
    await stopPostmaster(this.pid, this.data);
  }

  /** Ends every process of the server at once, as a crash of the machine would. restart() then recovers. */
  async kill9(): Promise<void> {
    const all = await this.freeze();
    for (const pid of all) signal(pid, 'SIGKILL');
    // Not by process id: whoever inherits the dead children may leave them unburied for seconds.
    for (const pid of all) while (commandLine(pid) !== '') await delay(5);
  }

  /** Freezes every process of the server: it accepts connections, in the kernel, and never answers. */
  async pause(): Promise<void> {
    await this.freeze();
  }

  async resume(): Promise<void> {
    for (const pid of [...(await childrenOf(this.pid)), this.pid]) signal(pid, 'SIGCONT');
  }

  /** Ends it without care for its data, frozen or not. */
  async discard(): Promise<void> {
    if (servesDirectory(this.pid, this.data)) await this.kill9();
  }

  /** Stops the server unless it is down, and starts it on the same port. */
  async restart(): Promise<void> {
    await this.shutDown();
    await this.spawn();
  }

  private async asOwner(work: (client: Client) => Promise<unknown>): Promise<void> {
    const client = new Client({ connectionString: this.url() });
    await client.connect();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  }

  /** The server itself first, so that it starts no more processes while the others are told. */
  private async freeze(): Promise<number[]> {
    signal(this.pid, 'SIGSTOP');
    const children = await childrenOf(this.pid);
    for (const pid of children) signal(pid, 'SIGSTOP');
    return [this.pid, ...children];
  }

  private async spawn(): Promise<void> {
    const log = new ServerLog(join(this.directory, 'postgres.log'));
    const { binaries, runAs } = this.recipe;
    const place = { binaries, runAs, dataDirectory: this.data, port: this.port };
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const output = await log.open();
      const child = spawnPostmaster({
        ...place,
        settings: { ...SETTINGS, ...this.settings },
        output: output.fd,
      });
      const ready = await becomesReady(child, this.data).finally(() => output.close());
      if (ready && child.pid !== undefined) {
        this.pid = child.pid;
        return;
      }
      await delay(25);
    }
    throw new Error(`The test server did not start:\n${await readFile(log.path, 'utf8')}`);
  }
}
