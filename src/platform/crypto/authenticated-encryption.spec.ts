import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { KEY_BYTES, openBytes, sealBytes } from './authenticated-encryption';

const key = randomBytes(KEY_BYTES);

describe('authenticated encryption', () => {
  it('opens what it sealed, under the same key and for the same context only', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), fc.string(), (plaintext, context, other) => {
        const sealed = sealBytes(key, context, Buffer.from(plaintext));
        expect(openBytes(key, context, sealed)).toEqual(Buffer.from(plaintext));
        expect(() => openBytes(randomBytes(KEY_BYTES), context, sealed)).toThrow();
        if (other !== context) expect(() => openBytes(key, other, sealed)).toThrow();
      }),
    );
  });

  it('never opens what was changed in any byte, cut or grown', () => {
    const sealed = sealBytes(key, 'row 7', Buffer.from('secret'));
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => openBytes(key, 'row 7', changed)).toThrow('A sealed value does not open under this key.');
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => openBytes(key, 'row 7', sealed.subarray(0, length))).toThrow();
    }
    expect(() => openBytes(key, 'row 7', Buffer.concat([sealed, Buffer.of(0)]))).toThrow();
  });

  it('seals the same value differently each time', () => {
    const all = Array.from({ length: 100 }, () => sealBytes(key, '', Buffer.from('x')).toString('hex'));
    expect(new Set(all).size).toBe(100);
  });
});
