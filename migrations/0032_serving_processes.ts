import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The processes that serve, each with the root keys that it has really opened, written by itself every few seconds. A rotation
 * asks here before it puts a key to use. No reference to `root_key`: a process that died must keep no key there.
 */
const SERVING_PROCESSES = `
  CREATE TABLE serving_process (
    id uuid CONSTRAINT serving_process_pk PRIMARY KEY,
    host text NOT NULL,
    pid integer NOT NULL,
    role text NOT NULL,
    -- The newest one that it holds, used or not, and the one that it seals under.
    newest_root_key bytea NOT NULL CONSTRAINT serving_process_newest_length CHECK (octet_length(newest_root_key) = 8),
    current_root_key bytea NOT NULL CONSTRAINT serving_process_current_length CHECK (octet_length(current_root_key) = 8),
    -- Why it holds less than the key file does, in a sentence.
    trouble text,
    started_at timestamptz NOT NULL DEFAULT now(),
    -- By the database's clock: the processes' own need not agree.
    seen_at timestamptz NOT NULL DEFAULT now()
  );
`;

const RIGHTS = `
  GRANT SELECT, INSERT, DELETE ON serving_process TO sallyport_app;
  GRANT UPDATE (newest_root_key, current_root_key, trouble, seen_at) ON serving_process TO sallyport_app;
`;

export class ServingProcesses1763800000032 implements MigrationInterface {
  name = 'ServingProcesses1763800000032';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SERVING_PROCESSES);
    await runner.query(RIGHTS);
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
