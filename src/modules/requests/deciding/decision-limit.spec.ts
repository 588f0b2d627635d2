import { BUDGET, conflict, DomainError, ManualClock, ONE_COMES_BACK } from '../../../kernel';
import { DecisionLimit } from './decision-limit';

const refused = () => Promise.reject(conflict('requests.already_decided', 'Decided already.'));
const broken = () => Promise.reject(new Error('The database is away.'));
const codeOf = (tried: Promise<void>) =>
  tried.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.code : 'broken'),
  );

describe('refused decisions of one person', () => {
  const clock = new ManualClock();
  let limit: DecisionLimit;
  let decisions = 0;
  const decided = () => {
    decisions += 1;
    return Promise.resolve();
  };
  beforeEach(async () => {
    limit = new DecisionLimit(clock);
    for (let n = 0; n < BUDGET; n += 1)
      expect(await codeOf(limit.around('milan', refused))).toBe('requests.already_decided');
  });

  it('are so many, and then not even looked at until one comes back; nobody else waits', async () => {
    const before = decisions;
    expect(await codeOf(limit.around('milan', decided))).toBe('requests.too_many_refused');
    expect(decisions).toBe(before);
    expect(await codeOf(limit.around('lea', decided))).toBe('done');
    clock.advance(ONE_COMES_BACK);
    expect(await codeOf(limit.around('milan', decided))).toBe('done');
  });

  it('are neither those that were taken nor those that failed by our own fault', async () => {
    clock.advance(ONE_COMES_BACK);
    for (const decide of [decided, decided, broken, broken]) await codeOf(limit.around('milan', decide));
    expect(await codeOf(limit.around('milan', decided))).toBe('done');
  });
});
