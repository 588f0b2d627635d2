import { readPeopleSearch } from './people-search';

it('reads the filter from the address, and nothing that it does not know', () => {
  expect(readPeopleSearch({ status: 'left', source: 'scim', prerequisites: 'lapsed', q: 'lea' })).toEqual({
    status: 'left',
    source: 'scim',
    prerequisites: 'lapsed',
    q: 'lea',
  });
  expect(readPeopleSearch({ status: 'gone', source: ['file'], q: 7, other: 'x' })).toEqual({
    q: undefined,
    status: undefined,
    source: undefined,
    prerequisites: undefined,
  });
});
