import { safeNext } from './safe-next';

it.each(['/', '/approve/abc', '/audit?type=requests.denied', '/requests/1#grant'])('keeps %s', (next) => {
  expect(safeNext(next)).toBe(next);
});

it.each([
  undefined,
  42,
  '',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
  '/sign-in?next=/sign-in',
  '///evil.example/x',
  '/.//evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
])('goes home instead of %p', (next) => {
  expect(safeNext(next)).toBe('/');
});
