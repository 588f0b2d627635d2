import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Started } from './started';

/** A folder that is gone when the bench is over. */
export function temporaryFolder(started: Started): Promise<string> {
  return started.keep(mkdtemp(join(tmpdir(), 'sallyport-bench-')), (path) =>
    rm(path, { recursive: true, force: true, maxRetries: 5 }),
  );
}
