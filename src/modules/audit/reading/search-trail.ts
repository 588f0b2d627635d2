import { Injectable } from '@nestjs/common';
import { invalid, SECOND } from '../../../kernel';
import { sqlState, UnitOfWork } from '../../../platform/database/unit-of-work';
import { AuditTrail } from './audit-trail';
import type { EventFilter } from './event-search';
import type { EventView } from './event-view';

/** Words have no index: event after event is read until enough are found, which for a rare word is all of them. */
const SEARCHED_WITHIN = 5 * SECOND;
const QUERY_CANCELED = '57014';

@Injectable()
export class SearchTrail {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly trail: AuditTrail,
  ) {}

  /** Newest first. Throws `audit.search_too_wide` rather than answer with a part of what there is. */
  async run(filter: EventFilter, limit: number): Promise<EventView[]> {
    if (filter.text === undefined) return this.trail.newest(this.uow.reader, filter, limit);
    try {
      return await this.within(filter, limit);
    } catch (error) {
      if (sqlState(error) === QUERY_CANCELED) throw tooWide();
      throw error;
    }
  }

  private within(filter: EventFilter, limit: number): Promise<EventView[]> {
    return this.uow.bookkeeping('audit.search: reads within a time', async (tx) => {
      await tx.query(`SELECT set_config('statement_timeout', $1, true)`, [String(SEARCHED_WITHIN)]);
      return this.trail.newest(tx, filter, limit);
    });
  }
}

const tooWide = () =>
  invalid(
    'audit.search_too_wide',
    'There are too many events to look for words in all of them. Narrow the time, or choose a kind of event, a person or a thing as well.',
  );
