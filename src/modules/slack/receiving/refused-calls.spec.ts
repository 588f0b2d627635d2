import { BUDGET, ONE_COMES_BACK } from '../../../kernel';
import type { SlackWorkspace } from '../../catalog';
import { RefusedCalls } from './refused-calls';

const workspace = (id: string) => ({ id }) as SlackWorkspace;

it('of one workspace go on record up to a limit, and the next one on record says how many did not', () => {
  let now = new Date('2026-03-02T10:00:00Z');
  const calls = new RefusedCalls({ now: () => now });
  const onRecord = Array.from({ length: BUDGET + 40 }, () => calls.take(workspace('one')));
  expect(onRecord.filter((leftOut) => leftOut === 0)).toHaveLength(BUDGET);
  expect(onRecord.slice(BUDGET)).toEqual(Array.from({ length: 40 }, () => undefined));
  expect(calls.take(workspace('other'))).toBe(0);

  now = new Date(now.getTime() + ONE_COMES_BACK);
  expect([calls.take(workspace('one')), calls.take(workspace('one'))]).toEqual([40, undefined]);
});
