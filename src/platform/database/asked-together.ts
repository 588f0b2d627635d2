interface Waiting<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A) => void;
  readonly reject: (error: unknown) => void;
}

/** A statement that was asked this much answers soon all the same; more go into the next one. */
const QUESTIONS_AT_MOST = 100;

/**
 * One statement for all who ask the same thing in the same turn of the event loop: under load a statement costs more to
 * send and to take in than to carry out. Nothing is kept: every answer is read after its question was asked (I15).
 *
 * `askAll` answers in the order of the questions. When it fails, it fails for all who shared the statement.
 */
export function askedTogether<Q, A>(
  askAll: (questions: readonly Q[]) => Promise<readonly A[]>,
): (question: Q) => Promise<A> {
  let waiting: Waiting<Q, A>[] = [];

  const ask = async (asked: readonly Waiting<Q, A>[]): Promise<void> => {
    try {
      const answers = await askAll(asked.map(({ question }) => question));
      asked.forEach(({ resolve }, index) => resolve(answers[index]));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };
  const askWaiting = (): void => {
    const asked = waiting;
    waiting = [];
    for (let start = 0; start < asked.length; start += QUESTIONS_AT_MOST)
      void ask(asked.slice(start, start + QUESTIONS_AT_MOST));
  };
  return (question) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(askWaiting);
      waiting.push({ question, resolve, reject });
    });
}
