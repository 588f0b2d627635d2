import type { INestApplicationContext, Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

/** A task of graphile-worker. Job payloads hold ids, never secrets (I17). */
export interface Job {
  /** Reads `capability.what_it_does`. */
  readonly name: string;
  /** Five-field cron expression in UTC, for jobs that run by the clock. */
  readonly schedule?: string;
  run(payload: unknown): Promise<void>;
}

const marked = DiscoveryService.createDecorator<object>();

/**
 * Makes a provider a job that every worker runs. There is no list of jobs to add it to, and so none to forget;
 * `test/house/jobs.it.spec.ts` finds a job without this mark.
 */
export const WorkerJob = (): ((job: Type<Job>) => void) => marked();

/** The jobs of all modules of an application that imports Nest's DiscoveryModule. */
export const jobsOf = (app: INestApplicationContext): Job[] =>
  app
    .get(DiscoveryService)
    .getProviders({ metadataKey: marked.KEY })
    .map(({ instance }) => instance as Job);
