import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import {
  ENROLMENT_CODE_LENGTH,
  randomBytesFor,
  RECOVERY_CODE_LENGTH,
  spokenCode,
  typedCode,
} from './spoken-code';

describe('a code that is read aloud', () => {
  it('has 120 bits as a recovery code and 40 as an enrolment code, none of them lost', () => {
    expect(RECOVERY_CODE_LENGTH * 5).toBeGreaterThanOrEqual(112);
    for (const length of [RECOVERY_CODE_LENGTH, ENROLMENT_CODE_LENGTH]) {
      const bytes = randomBytesFor(length);
      expect(bytes * 8).toBe(length * 5);
      fc.assert(
        fc.property(
          fc.uint8Array({ minLength: bytes, maxLength: bytes }),
          fc.uint8Array({ minLength: bytes, maxLength: bytes }),
          (a, b) => (spokenCode(a, length) === spokenCode(b, length)) === (Buffer.compare(a, b) === 0),
        ),
      );
    }
  });

  it('comes in groups of four without letters that look like digits', () => {
    expect(spokenCode(randomBytes(5), 8)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(spokenCode(randomBytes(15), 24)).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it.each(['ABCD-1001', 'abcd1001', 'AB CD 10 01', 'abcd-iool', 'ABCDLOOI'])('reads %s the same', (typed) => {
    expect(typedCode(typed, 8)).toBe('ABCD1001');
  });

  it.each(['', 'ABCD100', 'ABCD10012', 'ABCD100U', 'ABCD\n1001', 'ＡＢＣＤ1001', 'ABCD_1001', 'ABCD\t1001'])(
    'takes %j for no code',
    (typed) => {
      expect(typedCode(typed, 8)).toBeUndefined();
    },
  );
});
