import { announcement } from './announcement';

it('speaks at five minutes, at one minute and at the end, and only then', () => {
  const spoken = Array.from({ length: 401 }, (_, index) => announcement(400 - index, 'Customer data'));
  const changes = spoken.filter((text, index) => text !== (spoken[index - 1] ?? ''));
  expect(changes).toEqual([
    'Customer data: less than 5 minutes left.',
    'Customer data: less than 1 minute left.',
    'Customer data: time is up.',
  ]);
  expect(spoken.indexOf(changes[0] ?? '')).toBe(400 - 300);
  expect(spoken.indexOf(changes[1] ?? '')).toBe(400 - 60);
});
