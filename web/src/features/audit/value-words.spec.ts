import { valueWords } from './value-words';

it.each([
  ['totp', 'totp'],
  ['2026-11-29T07:33:55.900Z', 'Sun 29 Nov 2026, 07:33:55 UTC'],
  ['2026-11-29', '2026-11-29'],
  [['cto', 'dpo'], 'cto, dpo'],
  [{ count: 2 }, '{"count":2}'],
  [null, 'null'],
])('reads %j as “%s”', (value, words) => {
  expect(valueWords(value, 'UTC')).toBe(words);
});
