import type { PersonOnRecord } from '../../domain/person-on-record';
import type { Titles } from './plan-words';
import type { Met } from './read-row';

/** What a list is compared with. */
export interface KnownPeople {
  readonly people: readonly PersonOnRecord[];
  /** By the person's id. */
  readonly handleOf: ReadonlyMap<string, string>;
  /** Person's id → kind → what the list before this one put on record. */
  readonly met: ReadonlyMap<string, ReadonlyMap<string, Met>>;
  readonly titles: Titles;
}
