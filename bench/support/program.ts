import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Started } from './started';

/** What a program of ours does when asked: one input, one answer, both such as structured cloning carries. */
export type Tasks = Readonly<Record<string, (input: never) => Promise<unknown>>>;

interface Question {
  readonly id: number;
  readonly task: string;
  readonly input: unknown;
}
type Answer =
  { readonly id: number; readonly found: unknown } | { readonly id: number; readonly failed: string };

/** A part of a bench in a process of its own, so that it competes for the processor as the product does. */
export class Program<T extends Tasks> {
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private asked = 0;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (answer: Answer) => {
      this.waiting.get(answer.id)?.(answer);
      this.waiting.delete(answer.id);
    });
    child.once('exit', () => {
      for (const [id, settle] of this.waiting) settle({ id, failed: 'The program ended.' });
    });
  }

  /** `file` is compiled; it calls {@link serve}. */
  static start<T extends Tasks>(started: Started, file: string): Program<T> {
    const child = fork(file, { serialization: 'advanced', stdio: 'inherit' });
    return started.keep(new Program<T>(child), (program) => program.stop());
  }

  async ask<K extends keyof T & string>(
    task: K,
    input: Parameters<T[K]>[0],
  ): Promise<Awaited<ReturnType<T[K]>>> {
    const id = (this.asked += 1);
    const answered = new Promise<Answer>((resolve) => this.waiting.set(id, resolve));
    this.child.send({ id, task, input } satisfies Question);
    const answer = await answered;
    if ('failed' in answer) throw new Error(`${task}: ${answer.failed}`);
    return answer.found as Awaited<ReturnType<T[K]>>;
  }

  async stop(): Promise<void> {
    if (!this.child.connected) return;
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }
}

/** The program's side: answers until the bench lets go of it, and then is gone, whatever it was doing. */
export function serve(tasks: Tasks): void {
  const reply = (answer: Answer): void => void process.send?.(answer);
  process.on('message', ({ id, task, input }: Question) => {
    tasks[task](input as never).then(
      (found) => reply({ id, found }),
      (error: unknown) =>
        reply({ id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.once('disconnect', () => process.exit());
}
