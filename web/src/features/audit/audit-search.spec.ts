import { apiFilter, filterOf, filtersOn, isNarrowed, readAuditSearch } from './audit-search';

it('keeps what it knows and leaves the rest out', () => {
  expect(
    readAuditSearch({ type: 'requests', q: 42, event: 'e1', severity: 'loud', evil: 'x', actor: { id: 1 } }),
  ).toEqual({
    type: 'requests',
    q: '42',
    event: 'e1',
  });
});

it('refuses absurdly long values', () => {
  expect(readAuditSearch({ q: 'x'.repeat(201) })).toEqual({});
});

it('does not count the opened event as a filter', () => {
  expect(isNarrowed({ event: 'e1' })).toBe(false);
  expect(isNarrowed({ event: 'e1', q: 'anne' })).toBe(true);
  expect(filterOf({ event: 'e1', q: 'anne' })).toEqual({ q: 'anne' });
});

it('counts the filters that a phone hides', () => {
  expect(filtersOn({ event: 'e1', q: 'anne' })).toBe(0);
  expect(filtersOn({ type: 'grants', severity: 'alert', actor: undefined, q: 'anne' })).toBe(2);
});

it('turns days into the moments they begin and end at, whole days included', () => {
  const { from, to } = apiFilter({ from: '2025-11-22', to: '2025-11-22' });
  expect(new Date(to!).getTime() - new Date(from!).getTime()).toBe(86_400_000 - 1);
});
