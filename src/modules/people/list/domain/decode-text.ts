import { isUtf8 } from 'node:buffer';
import type { ListFault } from './list-fault';

/** UTF-8, with or without a byte order mark. Anything else would turn names into other names, so it is never guessed. */
export function decodeText(bytes: Uint8Array): string | ListFault {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return {
      line: null,
      column: null,
      message: 'The file is in UTF-16. Save it as “CSV UTF-8” and choose it again.',
    };
  }
  if (!isUtf8(bytes)) {
    return {
      line: lineOfFirstFault(bytes),
      column: null,
      message:
        'The file is not in UTF-8; accents would be lost. In Excel, save it as “CSV UTF-8 (comma delimited)” and choose it again.',
    };
  }
  return new TextDecoder('utf-8').decode(bytes);
}

const LINE_FEED = 0x0a;

/** A character of UTF-8 never goes over the end of a line, so the lines are judged one by one. */
function lineOfFirstFault(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(LINE_FEED, start);
    const stop = end === -1 ? bytes.length : end + 1;
    if (!isUtf8(bytes.subarray(start, stop))) return line;
    start = stop;
  }
  return line;
}
