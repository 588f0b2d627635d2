import { endsSoon } from './ends-soon';

const expiresAt = '2026-01-05T10:00:00.000Z';
const at = (time: string): Date => new Date(`2026-01-05T${time}Z`);

it.each([
  ['before its last five minutes', '09:54:59.999', false],
  ['from five minutes before its end', '09:55:00.000', true],
  ['in its last second', '09:59:59.999', true],
  ['at its end', '10:00:00.000', false],
])('a grant in use ends soon or not: %s', (_, time, soon) => {
  expect(endsSoon({ state: 'active', expiresAt }, at(time))).toBe(soon);
});

it.each([
  ['one that is ending', { state: 'ending', expiresAt } as const],
  ['one that nobody has used', { state: 'claimable', expiresAt: null } as const],
])('%s does not end soon', (_, grant) => {
  expect(endsSoon(grant, at('09:59:00'))).toBe(false);
});
