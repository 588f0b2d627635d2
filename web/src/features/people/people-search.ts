import type { PeopleFilter } from '../../api/queries/people';

const oneOf = <Value extends string>(value: unknown, allowed: readonly Value[]): Value | undefined =>
  allowed.find((candidate) => candidate === value);

/** The filter of the page from its address; what it does not know is left out. */
export const readPeopleSearch = (search: Record<string, unknown>): PeopleFilter => ({
  q: typeof search.q === 'string' && search.q !== '' ? search.q.slice(0, 120) : undefined,
  status: oneOf(search.status, ['active', 'suspended', 'left']),
  source: oneOf(search.source, ['file', 'scim', 'csv', 'none']),
  prerequisites: oneOf(search.prerequisites, ['lapses-soon', 'lapsed', 'missing']),
});
