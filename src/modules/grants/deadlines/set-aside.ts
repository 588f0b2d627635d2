import { SECOND } from '../../../kernel';

/** What cannot be done is tried again after this long, and holds up nobody else meanwhile. */
const LASTS = 10 * SECOND;

/** Things that could not be done a moment ago, by their ids. */
export class SetAside {
  private readonly until = new Map<string, number>();

  /** @param lasts milliseconds */
  add(id: string, now: Date, lasts = LASTS): void {
    this.until.set(id, now.getTime() + lasts);
  }

  at(now: Date): string[] {
    for (const [id, until] of this.until) if (until <= now.getTime()) this.until.delete(id);
    return [...this.until.keys()];
  }
}
