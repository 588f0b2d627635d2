import { normalName } from './sign-in-name';

describe('a name somebody signs in with', () => {
  it.each([
    'Camille',
    'CAMILLE',
    ' camille ',
    'ｃａｍｉｌｌｅ',
    'ＣＡＭＩＬＬＥ',
    'cam\u2170lle'.replace('\u2170', 'i'),
  ])('is one name in the spelling %j', (spelling) => {
    expect(normalName(spelling)).toBe('camille');
  });

  it('keeps different names apart', () => {
    expect(normalName('camille')).not.toBe(normalName('camile'));
  });
});
