import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { ManualClock, MINUTE } from '../../kernel';
import { sealBytes } from './authenticated-encryption';
import { MasterKey } from './master-key';
import { deriveKey, RootKey, rootKeyIdOf } from './root-key';

const value = Buffer.from('a seed');

describe('the installation’s keys', () => {
  const clock = new ManualClock();
  const [oldBytes, newBytes, installationSecret] = [randomBytes(32), randomBytes(32), randomBytes(32)];
  const [old, fresh] = [new RootKey(oldBytes), new RootKey(newBytes)];
  const at = (milliseconds: number) => new Date(clock.now().getTime() + milliseconds);
  const holding = (...rootKeys: [RootKey, Date | undefined][]) =>
    new MasterKey(
      { rootKeys: rootKeys.map(([key, usedFrom]) => ({ key, usedFrom })), installationSecret },
      clock,
    );

  it('I17 print as nothing', () => {
    const keys = new MasterKey(oldBytes);
    const printed = `${inspect(keys, { depth: 9, showHidden: true })} ${JSON.stringify(keys)} ${inspect(old)}`;
    for (const form of ['base64', 'hex'] as const) expect(printed).not.toContain(oldBytes.toString(form));
  });

  it('seal for one purpose and one context, and say under which key', () => {
    const keys = new MasterKey(oldBytes);
    const sealed = keys.seal('seeds', 'row 1', value);
    expect(rootKeyIdOf(sealed)).toBe(keys.current.id);
    expect(keys.open('seeds', 'row 1', sealed)).toEqual(value);
    expect(() => keys.open('seeds', 'row 2', sealed)).toThrow('does not open');
    expect(() => keys.open('links', 'row 1', sealed)).toThrow('does not open');
  });

  it('never open what was changed in any byte, the key’s name included', () => {
    const keys = holding([old, at(-2)], [fresh, at(-1)]);
    const sealed = keys.seal('seeds', 'row 1', value);
    for (let byte = 0; byte < sealed.length; byte += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(byte) ^ 1, byte);
      expect(() => keys.open('seeds', 'row 1', changed)).toThrow();
    }
    for (let length = 0; length < sealed.length; length += 1)
      expect(() => keys.open('seeds', 'row 1', sealed.subarray(0, length))).toThrow();
  });

  it('open under the old key what names the old one, and not what only claims to', () => {
    const keys = holding([old, at(-2)], [fresh, at(-1)]);
    expect(keys.open('seeds', 'row', old.seal('seeds', 'row', value))).toEqual(value);
    const claims = fresh.seal('seeds', 'row', value);
    Buffer.from(old.id, 'hex').copy(claims, 1);
    expect(() => keys.open('seeds', 'row', claims)).toThrow('does not open');
  });

  it('open what was sealed before keys had names', () => {
    const sealed = sealBytes(deriveKey(oldBytes, 'seeds'), 'row', value);
    expect(holding([old, at(-2)], [fresh, at(-1)]).open('seeds', 'row', sealed)).toEqual(value);
    expect(() => holding([fresh, at(-1)]).open('seeds', 'row', sealed)).toThrow('does not open');
  });

  it('use a new key from its time on, and the old one until then', () => {
    const keys = holding([old, at(-1)], [fresh, at(MINUTE)]);
    expect(keys.current.id).toBe(old.id);
    clock.advance(MINUTE);
    expect(rootKeyIdOf(keys.seal('seeds', 'row', value))).toBe(fresh.id);
    expect(holding([old, at(-1)], [fresh, undefined]).current.id).toBe(old.id);
  });

  it('say when they do not hold the key', () => {
    const sealed = fresh.seal('seeds', 'row', value);
    expect(() => holding([old, at(-1)]).open('seeds', 'row', sealed)).toThrow(
      expect.objectContaining({
        code: 'keys.not_held',
        detail: expect.stringContaining(fresh.id) as unknown,
      }),
    );
  });

  it('derive the same whatever the root keys are', () => {
    expect(holding([old, at(-1)]).derive('x')).toEqual(holding([fresh, at(-1)]).derive('x'));
    expect(holding([old, at(-1)]).derive('x')).not.toEqual(holding([old, at(-1)]).derive('y'));
  });

  it('take what the key file holds by now, unless it is another installation’s', () => {
    const keys = holding([old, at(-1)]);
    keys.take({ rootKeys: [{ key: fresh, usedFrom: at(-1) }], installationSecret });
    expect(keys.current.id).toBe(fresh.id);
    const other = { rootKeys: [{ key: old, usedFrom: at(-1) }], installationSecret: randomBytes(32) };
    expect(() => keys.take(other)).toThrow('another installation');
    expect(keys.current.id).toBe(fresh.id);
  });

  it('are refused at any other length', () => {
    expect(() => new MasterKey(randomBytes(31))).toThrow('exactly 32 bytes');
  });
});
