import fc from 'fast-check';
import { TOTP_CODE, totpStep } from './totp-rules';

describe('a TOTP code', () => {
  it.each([
    '12345',
    '1234567',
    '123 456',
    ' 123456',
    '123456 ',
    '123456\n',
    '\n123456',
    '123456\r\n',
    '123456\n654321',
    '123456\u2028',
    '１２３４５６',
    '١٢٣٤٥٦',
    '12345६',
    '+12345',
    '-12345',
    '1e5000',
    '0x1234',
    '12345.',
    '',
  ])('is not %j (CVE-2025-6014)', (text) => {
    expect(TOTP_CODE.test(text)).toBe(false);
  });

  it('is anything of six ASCII digits and nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (number) => {
        expect(TOTP_CODE.test(String(number).padStart(6, '0'))).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
        const six = text.length === 6 && Array.from(text).every((digit) => digit >= '0' && digit <= '9');
        expect(TOTP_CODE.test(text)).toBe(six);
      }),
    );
  });

  it('belongs to a step of thirty seconds', () => {
    expect(totpStep(new Date(59_999))).toBe(1);
    expect(totpStep(new Date(60_000))).toBe(2);
  });
});
