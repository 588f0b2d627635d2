import { Logger as WorkerLogger, parseCronItems, run, type Runner } from 'graphile-worker';
import type { Redacted } from '../../kernel';
import type { Logger } from '../telemetry/logger';
import type { Job } from './job';

const AT_ONCE = 4;
const WORTH_SAYING: ReadonlySet<string> = new Set(['error', 'warning']);
const POLL_MILLISECONDS = 1_000;

/** Runs the jobs of graphile-worker in this process until `stop` is called on what it answers. */
export function runJobs(appUrl: Redacted<string>, jobs: readonly Job[], logger: Logger): Promise<Runner> {
  return run({
    connectionString: appUrl.reveal(),
    concurrency: AT_ONCE,
    pollInterval: POLL_MILLISECONDS,
    noHandleSignals: true,
    taskList: Object.fromEntries(jobs.map((job) => [job.name, (payload: unknown) => job.run(payload)])),
    parsedCronItems: parseCronItems(
      jobs.flatMap(({ name, schedule }) =>
        schedule ? [{ task: name, match: schedule, identifier: name }] : [],
      ),
    ),
    logger: new WorkerLogger((scope) => (level, message) => {
      if (WORTH_SAYING.has(level)) logger.warn({ job: scope.taskIdentifier }, message);
    }),
  });
}
