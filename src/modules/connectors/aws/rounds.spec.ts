import { Rounds } from './rounds';

describe('Rounds', () => {
  it('gathers whoever comes while a round is under way for the next one', async () => {
    const rounds: number[][] = [];
    const work = new Rounds<number, number>(async (items) => {
      rounds.push([...items]);
      await new Promise((done) => setTimeout(done, 10));
      return rounds.length;
    });
    const first = [work.join(1), work.join(2)];
    await new Promise((done) => setTimeout(done, 3));
    const second = [work.join(3), work.join(4), work.join(5)];

    expect(await Promise.all(first)).toEqual([1, 1]);
    expect(await Promise.all(second)).toEqual([2, 2, 2]);
    expect(rounds).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    expect(await work.join(6)).toBe(3);
  });

  it('never answers a question with what was read before it was asked', async () => {
    let value = 'old';
    const work = new Rounds<void, string>(async () => {
      const read = value;
      await new Promise((done) => setTimeout(done, 10));
      return read;
    });
    const early = work.join();
    await new Promise((done) => setTimeout(done, 3));
    value = 'new';

    expect(await work.join()).toBe('new');
    expect(await early).toBe('old');
  });

  it('fails for those who shared the round, and goes on', async () => {
    let broken = true;
    const work = new Rounds<number, number>((items) =>
      broken ? Promise.reject(new Error('broken')) : Promise.resolve(items.length),
    );
    const both = await Promise.allSettled([work.join(1), work.join(2)]);
    broken = false;

    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await work.join(3)).toBe(1);
  });
});
