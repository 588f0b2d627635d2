import type { AuditFilter } from '../../api/queries/audit';

/** Everything about the audit page that its address holds: what the list is narrowed to, and the opened event. */
export interface AuditSearch extends AuditFilter {
  readonly event?: string;
}

const FIELDS = [
  'type',
  'actor',
  'subject',
  'severity',
  'q',
  'from',
  'to',
  'event',
] as const satisfies readonly (keyof AuditSearch)[];

const LONGEST = 200;
const SEVERITIES: readonly string[] = ['info', 'notice', 'alert'];

const fits = (field: string, text: string): boolean =>
  text !== '' && text.length <= LONGEST && (field !== 'severity' || SEVERITIES.includes(text));

/** Reads an address that anybody may have typed: unknown parameters and values that are no text are left out. */
export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const found = FIELDS.flatMap((field) => {
    const value = search[field];
    const text = typeof value === 'number' ? String(value) : value;
    return typeof text === 'string' && fits(field, text) ? [[field, text] as const] : [];
  });
  return Object.fromEntries(found);
}

/** The part of the address that narrows the list. */
export function filterOf({ event: _opened, ...filter }: AuditSearch): AuditFilter {
  return filter;
}

/** How many filters are on besides the searched words, which stay in sight by themselves. */
export const filtersOn = ({ q: _searched, ...rest }: AuditSearch): number =>
  Object.values(filterOf(rest)).filter((value) => value !== undefined).length;

export const isNarrowed = (search: AuditSearch): boolean => Object.keys(filterOf(search)).length > 0;

/** The first and the last moment of a day (`2025-11-22`) in the reader's time zone, as the API wants them. */
export const dayStart = (day: string): string => new Date(`${day}T00:00:00`).toISOString();
export const dayEnd = (day: string): string => new Date(`${day}T23:59:59.999`).toISOString();

/** The same filter as the API takes it. */
export const apiFilter = (filter: AuditFilter): AuditFilter => ({
  ...filter,
  ...(filter.from !== undefined && { from: dayStart(filter.from) }),
  ...(filter.to !== undefined && { to: dayEnd(filter.to) }),
});
