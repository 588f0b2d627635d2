interface Waiting<Item, Outcome> {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Work that serves any number of askers at once, one round after another: whoever comes while a round is under way shares the
 * next one. A round begins after all its items were brought, so that what it reads is never older than a question.
 * When it fails, it fails for all who shared it.
 */
export class Rounds<Item, Outcome> {
  private waiting: Waiting<Item, Outcome>[] = [];
  private running = false;

  constructor(private readonly work: (items: readonly Item[]) => Promise<Outcome>) {}

  join(item: Item): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.running) {
        this.running = true;
        // Whoever asks in the same turn comes along.
        setImmediate(() => void this.runAll());
      }
    });
  }

  private async runAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const round = this.waiting;
      this.waiting = [];
      try {
        const outcome = await this.work(round.map(({ item }) => item));
        for (const { resolve } of round) resolve(outcome);
      } catch (error) {
        for (const { reject } of round) reject(error);
      }
    }
    this.running = false;
  }
}

/** One question for each key: whoever asks at the same time shares the answer, which was given after each of them asked. */
export class SharedAnswers<Answer> {
  private readonly rounds = new Map<string, Rounds<() => Promise<Answer>, Answer>>();

  of(key: string, question: () => Promise<Answer>): Promise<Answer> {
    const rounds =
      this.rounds.get(key) ?? new Rounds<() => Promise<Answer>, Answer>((questions) => questions[0]());
    this.rounds.set(key, rounds);
    return rounds.join(question);
  }
}
