import { setImmediate as nextTurn } from 'node:timers/promises';
import { askedTogether } from './asked-together';

describe('asking together', () => {
  const statements: number[][] = [];
  const double = askedTogether((questions: readonly number[]) => {
    statements.push([...questions]);
    return Promise.resolve(questions.map((question) => 2 * question));
  });
  beforeEach(() => statements.splice(0));

  it('shares one statement among all who ask in one turn, and gives each their own answer', async () => {
    expect(await Promise.all([double(3), double(1), double(3)])).toEqual([6, 2, 6]);
    expect(statements).toEqual([[3, 1, 3]]);
  });

  it('I15 answers nobody from a statement that went out before they asked', async () => {
    const first = double(1);
    await nextTurn();
    expect(statements).toEqual([[1]]);
    expect(await double(1)).toBe(2);
    expect(await first).toBe(2);
    expect(statements).toEqual([[1], [1]]);
  });

  it('asks a hundred at most at once', async () => {
    const questions = Array.from({ length: 250 }, (_, index) => index);
    expect(await Promise.all(questions.map(double))).toEqual(questions.map((question) => 2 * question));
    expect(statements.map(({ length }) => length)).toEqual([100, 100, 50]);
  });

  it('fails for all who shared the statement, and for nobody after them', async () => {
    let broken = true;
    const ask = askedTogether((questions: readonly number[]) =>
      broken ? Promise.reject(new Error('no database')) : Promise.resolve(questions),
    );
    const answers = await Promise.allSettled([ask(1), ask(2)]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    broken = false;
    expect(await ask(3)).toBe(3);
  });
});
