import { randomBytes } from 'node:crypto';
import { shownUserCode, typedUserCode, userCode } from './user-code';

describe('the code that a person types', () => {
  it('is eight letters of which none is taken for another', () => {
    for (let n = 0; n < 200; n += 1) expect(userCode(randomBytes(16))).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/);
  });

  it('uses every letter at every place', () => {
    const codes = Array.from({ length: 2_000 }, () => userCode(randomBytes(16)));
    for (let place = 0; place < 8; place += 1)
      expect(new Set(codes.map((code) => code[place])).size).toBe(20);
  });

  it('is shown in two halves, and taken back', () => {
    expect(shownUserCode('BCDFGHJK')).toBe('BCDF-GHJK');
    expect(typedUserCode('BCDF-GHJK')).toBe('BCDFGHJK');
  });

  it.each([
    'bcdfghjk',
    ' BCDF GHJK ',
    'bcdf–ghjk',
    'B C D F - G H J K',
    'ｂｃｄｆ-ｇｈｊｋ',
    'bcdf\u2011ghjk\n',
  ])('is understood as %j', (typed) => {
    expect(typedUserCode(typed)).toBe('BCDFGHJK');
  });

  it.each(['', 'BCDF', 'BCDFGHJKL', 'ABCDEFGH', 'BCDF1234', 'BCDF_GHJK', 'БCDFGHJK'])(
    'is not %j',
    (typed) => {
      expect(typedUserCode(typed)).toBeUndefined();
    },
  );
});
