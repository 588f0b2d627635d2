import type { Tx } from '../../../platform/database/unit-of-work';
import { LEASE_CHANNEL, LONGEST_SLEEP, wakeFor } from './lease-channel';

const NOW = new Date('2026-01-05T09:00:00Z');

async function wokenFor(milliseconds: number): Promise<string[]> {
  const woken: string[] = [];
  const notify = (channel: string): Promise<void> => Promise.resolve(void woken.push(channel));
  await wakeFor({ now: NOW, notify } as unknown as Tx, new Date(NOW.getTime() + milliseconds));
  return woken;
}

describe('waking the workers', () => {
  it.each([-1, 0, LONGEST_SLEEP, 2 * LONGEST_SLEEP - 1])(
    'I5 happens for what is due in %i ms, before they may look by themselves',
    async (due) => expect(await wokenFor(due)).toEqual([LEASE_CHANNEL]),
  );

  it('is left out for what they see in time by themselves', async () => {
    expect(await wokenFor(2 * LONGEST_SLEEP)).toEqual([]);
  });
});
