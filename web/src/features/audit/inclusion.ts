/** What the broker says about where an event stands in the tree. Hashes are SHA-256, in hexadecimal or base64. */
export interface InclusionProof {
  readonly leafIndex: number;
  readonly treeSize: number;
  readonly rootHash: string;
  readonly hashes: readonly string[];
}

type Bytes = Uint8Array<ArrayBuffer>;

const LEAF = 0x00;
const NODE = 0x01;
const HEX_DIGITS_OF_SHA256 = 64;

async function sha256(...parts: readonly Bytes[]): Promise<Bytes> {
  const input = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    input.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', input));
}

const oneByte = (value: number): Bytes => Uint8Array.of(value);

export const leafHash = (body: Bytes): Promise<Bytes> => sha256(oneByte(LEAF), body);
export const nodeHash = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(oneByte(NODE), left, right);

export function hashOf(text: string): Bytes {
  if (text.length === HEX_DIGITS_OF_SHA256) {
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  }
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

const equal = (a: Bytes, b: Bytes): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

/**
 * Whether exactly these bytes are the leaf that the proof speaks of (RFC 9162, 2.1.3.2).
 * Run in the browser, so that what is shown as proved does not rest on the word of the server that shows it.
 */
export async function isIncluded(body: Bytes, proof: InclusionProof): Promise<boolean> {
  let position = proof.leafIndex;
  let last = proof.treeSize - 1;
  if (position < 0 || position > last) return false;
  let computed = await leafHash(body);
  for (const text of proof.hashes) {
    if (last === 0) return false;
    const sibling = hashOf(text);
    if (position % 2 === 1 || position === last) {
      computed = await nodeHash(sibling, computed);
      while (position % 2 === 0 && position > 0) [position, last] = [position / 2, Math.floor(last / 2)];
    } else {
      computed = await nodeHash(computed, sibling);
    }
    [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
  }
  return last === 0 && equal(computed, hashOf(proof.rootHash));
}
