import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from '../../src/platform/embedded-postgres';
import { stopPostmaster } from '../../src/platform/embedded-postgres/postmaster';
import { runningPostmaster } from '../../src/platform/embedded-postgres/postmaster-file';
import { killOtherProcesses } from './postgres-other-process';
import { copyTemplate, readRecipe, templateRun } from './postgres-template';

/** Rows of one statement on a connection of its own, each row an array, flattened. */
export async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A folder for one embedded server, and whatever was started on it. */
export class Instance {
  private readonly started: EmbeddedPostgres[] = [];

  private constructor(
    readonly folder: string,
    readonly directory: string,
  ) {}

  /** Where a first start finds nothing. */
  static async empty(): Promise<Instance> {
    const folder = await mkdtemp(join(tmpdir(), 'sallyport-instance-'));
    return new Instance(folder, join(folder, 'postgres'));
  }

  /** Where an earlier start left its data, which saves the second that initdb takes. */
  static async initialised(): Promise<Instance> {
    const instance = await Instance.empty();
    const run = templateRun();
    const { runAs, password } = await readRecipe(run);
    await copyTemplate(run, 'bare', instance.directory, runAs);
    await writeFile(join(instance.directory, 'password'), password, { mode: 0o600 });
    return instance;
  }

  get data(): string {
    return join(this.directory, 'data');
  }

  async start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
    const postgres = await startEmbeddedPostgres({ directory: this.directory, ...options });
    this.started.push(postgres);
    return postgres;
  }

  /** Process id of the server that runs here now. */
  async running(): Promise<number | undefined> {
    return (await runningPostmaster(this.data))?.pid;
  }

  async log(): Promise<string> {
    return readFile(join(this.directory, 'postgres.log'), 'utf8');
  }

  /** Stops everything and throws the folder away. */
  async remove(): Promise<void> {
    await killOtherProcesses();
    await Promise.all(this.started.map((postgres) => postgres.stop()));
    const left = await this.running();
    if (left !== undefined) await stopPostmaster(left, this.data);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
