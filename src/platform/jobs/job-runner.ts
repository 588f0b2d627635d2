import { setTimeout as delay } from 'node:timers/promises';
import {
  Logger as WorkerLogger,
  parseCronItems,
  run,
  type Runner,
  type RunnerOptions,
} from 'graphile-worker';
import pg from 'pg';
import { type Redacted, SECOND } from '../../kernel';
import { PATIENCE } from '../database/patience';
import type { Logger } from '../telemetry/logger';
import type { Job } from './job';

const AT_ONCE = 4;
/** Each job in hand holds one while its state is written, and one listens. */
const CONNECTIONS = AT_ONCE + 2;
const POLL_MILLISECONDS = 1_000;
const PAUSE_BEFORE_ANOTHER = SECOND;
const WORTH_SAYING: ReadonlySet<string> = new Set(['error', 'warning']);

/** Runs the jobs of graphile-worker in this process until it is stopped. */
export class JobRunner {
  private readonly stopping = new AbortController();
  private readonly pool: pg.Pool;
  private readonly options: RunnerOptions;
  private runner: Runner;
  private running: Promise<void>;
  private ending: Promise<void> | undefined;

  constructor(
    appUrl: Redacted<string>,
    jobs: readonly Job[],
    private readonly logger: Logger,
  ) {
    this.pool = this.poolFor(appUrl);
    this.options = {
      pgPool: this.pool,
      concurrency: AT_ONCE,
      pollInterval: POLL_MILLISECONDS,
      noHandleSignals: true,
      // Without a batch nobody waits for the word that a job is done: a database that is away would end the process with
      // an unhandled rejection, and a stop would not wait for it.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      taskList: Object.fromEntries(jobs.map((job) => [job.name, (payload: unknown) => job.run(payload)])),
      parsedCronItems: parseCronItems(
        jobs.flatMap(({ name, schedule }) =>
          schedule ? [{ task: name, match: schedule, identifier: name }] : [],
        ),
      ),
      logger: new WorkerLogger((scope) => (level, message) => {
        if (WORTH_SAYING.has(level)) logger.warn({ job: scope.taskIdentifier }, message);
      }),
    };
  }

  async start(): Promise<void> {
    this.runner = await run(this.options);
    this.running = this.keepRunning();
  }

  /** Has a worker run it as soon as one is free: once, however many processes ask for it at the same time. */
  async runSoon({ name }: Job): Promise<void> {
    await this.runner.addJob(name, {}, { jobKey: name });
  }

  /** Takes on no more jobs and finishes those in hand. */
  stop(): Promise<void> {
    return (this.ending ??= this.end());
  }

  private async end(): Promise<void> {
    this.stopping.abort();
    // It may have given up a moment ago by itself, and then there is nothing to stop.
    await this.runner?.stop().catch(() => undefined);
    await this.running;
    await this.pool.end();
  }

  /** A runner that could not write down what became of a job gives up for good; another one takes its place. */
  private async keepRunning(): Promise<void> {
    for (;;) {
      const failure: unknown = await this.runner.promise.then(
        () => undefined,
        (error: unknown) => error,
      );
      if (this.stopping.signal.aborted) return;
      this.logger.warn({ err: failure }, 'The job runner gave up and is started again.');
      await this.startAnother();
    }
  }

  private async startAnother(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await delay(PAUSE_BEFORE_ANOTHER, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      try {
        this.runner = await run(this.options);
        if (this.stopping.signal.aborted) await this.runner.stop();
        return;
      } catch (error) {
        this.logger.warn({ err: error }, 'The job runner cannot start yet and tries again.');
      }
    }
  }

  /** A connection that is lost is replaced by the next one; unheard, its error would end the process. */
  private poolFor(appUrl: Redacted<string>): pg.Pool {
    const pool = new pg.Pool({ connectionString: appUrl.reveal(), max: CONNECTIONS, ...PATIENCE });
    const tell = (error: Error): void =>
      this.logger.warn({ err: error }, 'The job runner lost a connection to its database.');
    pool.on('error', tell);
    pool.on('connect', (client) => client.on('error', tell));
    return pool;
  }
}
