import { freeHandle, handleFrom } from './handle';

describe('a handle made of a user name', () => {
  it.each([
    ['lea.moreau@marelle.example', 'lea-moreau'],
    ['Léa.Moreau@marelle.example', 'lea-moreau'],
    ['MARELLE\\lea', 'marelle-lea'],
    ['007@marelle.example', 'p-007'],
    ['…@marelle.example', 'person'],
    ['王@marelle.example', 'person'],
    [`${'x'.repeat(200)}@marelle.example`, 'x'.repeat(56)],
    ['--a--', 'a'],
  ])('%s → %s', (userName, handle) => {
    expect(handleFrom(userName)).toBe(handle);
    expect(handleFrom(userName)).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  });

  it('is numbered from the second on', () => {
    const taken = new Set(['lea', 'lea-2']);
    expect(freeHandle('lea@marelle.example', new Set())).toBe('lea');
    expect(freeHandle('lea@marelle.example', taken)).toBe('lea-3');
  });
});
