import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAbandonedRuns, removeRun, RUN_PREFIX } from './postgres-runs';
import { makeTemplates, RUN_FOLDER } from './postgres-template';

/**
 * Makes the templates that startTestPostgres() copies, once per run although Jest calls this once per project;
 * workers find them by the environment. Everything is removed when Jest ends, with servers that a spec forgot.
 */
async function setUp(): Promise<void> {
  if (process.env[RUN_FOLDER]) return;
  removeAbandonedRuns(tmpdir());
  const run = mkdtempSync(join(tmpdir(), `${RUN_PREFIX}${process.pid}-`));
  process.env[RUN_FOLDER] = run;
  process.once('exit', () => removeRun(run));
  await makeTemplates(run);
}

export = setUp;
