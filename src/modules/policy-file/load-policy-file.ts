import { open } from 'node:fs/promises';
import { invalid } from '../../kernel';
import { checkPolicyFile, type PolicyFileCheck, type SoundPolicyFile } from './check-policy-file';
import type { ConnectorSettings } from './checks/settings';
import type { PolicyFault } from './domain/fault';
import { LARGEST_POLICY_FILE } from './reading/decode';

/** Reads and checks the file at `path`. Throws `invalid` when there is no file to read. */
export async function readPolicyFile(path: string, connectors: ConnectorSettings): Promise<PolicyFileCheck> {
  return checkPolicyFile(await bytesOf(path), connectors);
}

/** The same for a caller who needs a sound file: throws `invalid` with every fault, one a line. */
export async function loadPolicyFile(path: string, connectors: ConnectorSettings): Promise<SoundPolicyFile> {
  const check = await readPolicyFile(path, connectors);
  if (check.sound) return check;
  const lines = check.faults.map((fault) => `  ${faultLine(path, fault)}`).join('\n');
  throw invalid('policy_file.refused', `The policy file is refused:\n${lines}`, { faults: check.faults });
}

/** `sallyport.yaml:42:7: people.lea.manager: There is no person …`, which editors turn into a link. */
export const faultLine = (file: string, { line, column, path, sentence }: PolicyFault): string =>
  [`${file}:${line}:${column}`, path, sentence].filter((part) => part !== '').join(': ');

/** One byte more than the limit is enough to know that there are too many, whatever the path leads to. */
async function bytesOf(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const bytes = Buffer.alloc(LARGEST_POLICY_FILE + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      ({ bytesRead: read } = await handle.read(bytes, length, bytes.length - length, null));
    }
    return bytes.subarray(0, length);
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await handle.close();
  }
}

function unreadable(path: string, error: unknown): Error {
  const code = (error as { code?: unknown }).code;
  const reason =
    typeof code === 'string' ? (REASONS[code] ?? `It cannot be read (${code}).`) : 'It cannot be read.';
  return invalid('policy_file.unreadable', `${path}: ${reason}`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  EACCES: 'This process may not read it.',
  EISDIR: 'This is a folder.',
};
