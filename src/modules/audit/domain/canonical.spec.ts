import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalBytes, isCanonicalObject } from './canonical';
import { isPlainCanonicalObject } from './plain-scan';

const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 6 });
const canonical = (value: unknown): Buffer => Buffer.from(canonicalize(value)!);
const isCanonical = (text: string): boolean => isCanonicalObject(Buffer.from(text));

describe('canonical JSON (RFC 8785)', () => {
  it('writes names in UTF-16 order, numbers and strings as the standard does', () => {
    // The sorting example of RFC 8785, section 3.2.3.
    const sorted = canonicalBytes({
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    });
    expect(Object.values(JSON.parse(sorted.toString()) as object)).toEqual([
      'One',
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
    expect(
      canonicalBytes({
        n: [333333333.33333329, 1e30, 4.5, 2e-3, 1e-27, -0],
        s: '\u20ac$\u000f\nA\'B"\\"/',
      }).toString(),
    ).toBe('{"n":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],"s":"€$\\u000f\\nA\'B\\"\\\\\\"/"}');
  });

  it('accepts what it writes, whatever it is', () => {
    fc.assert(fc.property(object, (value) => isCanonicalObject(canonicalBytes(value))));
  });

  it('gives unpaired surrogates, in values and in names, a form that every reader shares', () => {
    const bytes = canonicalBytes({ a: 'x\ud800y\\ud800', '\udfff': 1, '\ufff0': 2 });
    expect(bytes.toString()).toBe('{"a":"x\ufffdy\\\\ud800","\ufff0":2,"\ufffd":1}');
    expect(isCanonicalObject(bytes)).toBe(true);
  });

  it('refuses values that have no JSON form', () => {
    for (const value of [{ n: NaN }, { n: Infinity }, undefined])
      expect(() => canonicalBytes(value)).toThrow();
  });

  it.each([
    ['white space', '{"a": 1}'],
    ['white space after it', '{"a":1}\n'],
    ['names out of order', '{"b":1,"a":2}'],
    ['a longer name before its beginning', '{"ab":1,"a":2}'],
    ['a name twice', '{"a":1,"a":1}'],
    ['a needless escape', '{"a":"\\u0041"}'],
    ['an escaped slash', '{"a":"\\/"}'],
    ['a raw control character', '{"a":"\u0001"}'],
    ['a leading zero', '{"a":01}'],
    ['minus zero', '{"a":-0}'],
    ['a needless fraction', '{"a":1.0}'],
    ['an exponent in long', '{"a":1E2}'],
    ['an integer that a double cannot hold', '{"a":12345678901234567890}'],
    ['an unpaired surrogate', '{"a":"\\ud800"}'],
    ['a misspelt word', '{"a":True}'],
    ['a text that ends early', '{"a":[1,2'],
    ['a string that ends early', '{"a":"b'],
    ['two objects', '{}{}'],
    ['a comma at the end', '{"a":[1,]}'],
    ['an array', '[]'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(isCanonical(text)).toBe(false);
  });

  it('refuses bytes that are no UTF-8, or begin with a byte order mark', () => {
    expect(isCanonicalObject(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBe(false);
    expect(isCanonical('\ufeff{}')).toBe(false);
  });

  it('never accepts in its fast way what the standard would write otherwise', () => {
    const damaged = fc.tuple(object, fc.nat(), fc.constantFrom(...' "\\,:-0a1e+.{}[]\n'.split('')));
    fc.assert(
      fc.property(damaged, ([value, position, character]) => {
        const text = canonical(value).toString();
        const at = position % (text.length + 1);
        for (const changed of [
          text.slice(0, at) + character + text.slice(at),
          text.slice(0, at) + character + text.slice(at + 1),
        ]) {
          if (!isPlainCanonicalObject(Buffer.from(changed))) continue;
          expect(canonicalize(JSON.parse(changed))).toBe(changed);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('takes the fast way for an ordinary event', () => {
    expect(isPlainCanonicalObject(Buffer.from('{"a":[true,false,null,-1,0,{}],"b":{"c":"x","d":[]}}'))).toBe(
      true,
    );
  });
});
