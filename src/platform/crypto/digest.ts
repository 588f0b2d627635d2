import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** SHA-256 in lower-case hex over the canonical JSON (RFC 8785) of `value`: the same facts always give the same digest. */
export function digestOf(value: Readonly<Record<string, unknown>>): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('Only plain JSON has a digest.');
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** In lower-case hex. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
