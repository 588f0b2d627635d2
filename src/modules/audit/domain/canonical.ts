import canonicalize from 'canonicalize';
import { isPlainCanonicalObject } from './plain-scan';

/** JSON in the one form that RFC 8785 gives it. Unpaired surrogates, which have no UTF-8, become U+FFFD. */
export function canonicalBytes(value: unknown): Buffer {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('This value has no JSON form.');
  // JSON.stringify writes an unpaired surrogate as an escape, which RFC 8785 forbids. A name may sort elsewhere then.
  const repaired = text.replace(LONE_SURROGATE_ESCAPE, '$1\ufffd');
  return repaired === text ? Buffer.from(text) : canonicalBytes(JSON.parse(repaired));
}

/** An escape that JSON.stringify writes for nothing else; an even number of backslashes before it are text. */
const LONE_SURROGATE_ESCAPE = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g;

/** Whether these bytes are the RFC 8785 form of a JSON object, and so the only bytes that can stand for it. */
export function isCanonicalObject(bytes: Uint8Array): boolean {
  return isPlainCanonicalObject(bytes) || isCanonicalBySerialising(bytes);
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isCanonicalBySerialising(bytes: Uint8Array): boolean {
  try {
    const text = decoder.decode(bytes);
    return text.startsWith('{') && canonicalBytes(JSON.parse(text)).equals(bytes);
  } catch {
    return false;
  }
}
