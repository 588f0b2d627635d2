import { Injectable } from '@nestjs/common';
import { SECOND, within } from '../../kernel';
import { UnitOfWork } from '../database/unit-of-work';

/** Milliseconds. Who asks waits two seconds at most, and a database that is well answers in less than one. */
const ANSWERS_WITHIN = 1.5 * SECOND;

/** Whether this process can do its work now: it is past its start, not yet stopping, and reaches its database. */
@Injectable()
export class Readiness {
  private phase: 'starting' | 'up' | 'stopping' = 'starting';

  constructor(private readonly uow: UnitOfWork) {}

  enter(phase: 'up' | 'stopping'): void {
    this.phase = phase;
  }

  /** One sentence, or undefined when there is nothing against it. */
  async hindrance(): Promise<string | undefined> {
    if (this.phase === 'starting') return 'The process is still starting.';
    if (this.phase === 'stopping') return 'The process is stopping.';
    try {
      const asked = this.uow.reader.query('SELECT 1');
      await within(ANSWERS_WITHIN, asked, () => new Error('too late'));
      return undefined;
    } catch {
      return 'The database does not answer.';
    }
  }
}
