import type { PolicyFault } from '../domain/fault';

/** About ten thousand people. A parser's work, and a reviewer's, has to end. */
export const LARGEST_POLICY_FILE = 4 * 1024 * 1024;

type Decoded = { readonly text: string } | { readonly fault: PolicyFault };

/** The text of the file: UTF-8, as RFC 9512 asks of YAML, with or without a byte order mark. */
export function decodePolicyFile(bytes: Uint8Array): Decoded {
  if (bytes.length > LARGEST_POLICY_FILE) {
    const megabytes = (bytes.length / (1024 * 1024)).toFixed(1);
    return faultAt(1, 1, 'policy_file.too_large', `The file has ${megabytes} MB; at most 4 MB are read.`);
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const { line, column } = firstFault(bytes);
    return faultAt(
      line,
      column,
      'policy_file.not_utf8',
      'This is not UTF-8. Save the file as UTF-8 and try again.',
    );
  }
}

const faultAt = (line: number, column: number, code: string, sentence: string): Decoded => ({
  fault: { line, column, path: '', code, sentence },
});

/** Decodes as far as it goes, by halving, and counts the lines up to there. */
function firstFault(bytes: Uint8Array): { line: number; column: number } {
  let [sound, broken] = [0, bytes.length];
  while (broken - sound > 1) {
    const middle = Math.floor((sound + broken) / 2);
    if (decodesUpTo(bytes, middle)) sound = middle;
    else broken = middle;
  }
  const lines = new TextDecoder().decode(bytes.subarray(0, sound), { stream: true }).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/** A character that is only cut in half at the end is not a fault: `stream` leaves it for later. */
function decodesUpTo(bytes: Uint8Array, end: number): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: true });
    return true;
  } catch {
    return false;
  }
}
