import { guessesFor, isPattern } from './password-guesses';

describe('what would be tried first', () => {
  it.each([
    ['iloveyou1234', 'iloveyou'],
    ['!!Dragon2026', 'dragon'],
    ['p4ssw0rd2026!', 'password'],
    ['P@$$w0rd', 'password'],
    ['passwordpassword', 'password'],
    ['qwerty123qwerty123', 'qwerty'],
    ['ｐａｓｓｗｏｒｄ1234', 'password'],
    ['password password', 'password'],
    ['letmein-letmein-letmein', 'letmein'],
    ['iloveyou iloveyou 1', 'iloveyou'],
    ['P@ssw0rd P@ssw0rd 1', 'password'],
    ['adminadminadmin1', 'admin'],
  ])('%s holds %s', (password, listed) => {
    expect(guessesFor(password)).toContain(listed);
  });

  it('is not seen in what has more than a little around it', () => {
    expect(guessesFor('dragon-9174036628')).not.toContain('dragon');
    expect(guessesFor('a dragon sleeps in my garden')).not.toContain('dragon');
  });

  it.each([
    'aaaaaaaaaaaaaaa',
    '121212121212',
    'abcdefghijklmno',
    '123456789012',
    '987654321098',
    'Abcdefghijkl',
    'aaaaaaaaaaaaaab',
    'abab-abab-abab-9',
  ])('%s is a pattern', (password) => expect(isPattern(password)).toBe(true));

  it.each(['correct horse battery', '130817042699', 'abcdefgijklmn', 'no no, not another violin'])(
    '%s is none',
    (password) => expect(isPattern(password)).toBe(false),
  );
});
