import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { testEnvironment } from './test-environment';

/** Where the program is, or undefined. Debian keeps servers in a folder that ordinary users do not search. */
export function findProgram(program: string): string | undefined {
  const folders = [...(testEnvironment().PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What this machine lacks of `programs`, as the reason of a skip. */
export function missingPrograms(...programs: string[]): string | undefined {
  const missing = programs.filter((program) => !findProgram(program));
  return missing.length > 0 ? `not installed here: ${missing.join(', ')}` : undefined;
}
