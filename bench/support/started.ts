/**
 * What a bench started, undone last first: at its end, when it fails, and on Ctrl-C.
 *
 * A promise is kept from the moment it exists, so that what is still starting when somebody interrupts is waited for and
 * then stopped, not left behind.
 */
export class Started {
  private readonly undos: (() => Promise<void>)[] = [];
  private stopping: Promise<void> | undefined;

  /** Answers `thing`. One that never came about needs no undoing. */
  keep<T>(thing: T, undo: (thing: Awaited<T>) => unknown): T {
    this.undos.push(async () => {
      const made = await Promise.resolve(thing).then(
        (value) => ({ value }),
        () => undefined,
      );
      if (made) await undo(made.value);
    });
    if (this.stopping) throw new Error('The bench was interrupted.');
    return thing;
  }

  /** May be called again, for what came meanwhile. One failure keeps nothing else from being undone. */
  stop(): Promise<void> {
    this.stopping = (this.stopping ?? Promise.resolve()).then(() => this.undoAll());
    return this.stopping;
  }

  private async undoAll(): Promise<void> {
    const failures: unknown[] = [];
    for (let undo = this.undos.pop(); undo; undo = this.undos.pop()) {
      await undo().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `Not stopped cleanly: ${failures.join('; ')}`);
  }
}
