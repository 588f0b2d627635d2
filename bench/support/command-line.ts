import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/platform/http/package-root';
import type { Settings } from './settings';

const run = promisify(execFile);

/** Runs the product's own command and answers what it printed. */
export async function sallyport(settings: Settings, ...args: string[]): Promise<string> {
  const command = join(packageRoot(), 'dist', 'src', 'cli.js');
  const { stdout } = await run(process.execPath, [command, ...args], { env: { ...settings } });
  return stdout.trim();
}
