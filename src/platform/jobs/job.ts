/** A task of graphile-worker. Job payloads hold ids, never secrets (I17). */
export interface Job {
  /** Reads `capability.what_it_does`. */
  readonly name: string;
  /** Five-field cron expression in UTC, for jobs that run by the clock. */
  readonly schedule?: string;
  run(payload: unknown): Promise<void>;
}
