import { digitsOf, isComplete } from './one-time-code';

it('takes a pasted code however it is spaced', () => {
  expect(digitsOf(' 123 456\n')).toBe('123456');
  expect(digitsOf('123-456-789')).toBe('123456');
  expect(digitsOf('abc')).toBe('');
});

it('is complete with exactly six ASCII digits', () => {
  expect(isComplete('123456')).toBe(true);
  expect(isComplete('12345')).toBe(false);
  expect(isComplete('1234567')).toBe(false);
  expect(isComplete('１２３４５６')).toBe(false);
});
