import { readScope } from './read-scope';

describe('the address of an ending', () => {
  it.each([
    [
      { kind: 'person', key: 'lea' },
      { kind: 'person', key: 'lea' },
    ],
    [{ kind: 'system' }, { kind: 'system' }],
    [{ kind: 'all', key: 'lea' }, { kind: 'all' }],
    [{ kind: 'everybody', key: 'lea' }, {}],
    [{ kind: 'person', key: 7 }, { kind: 'person' }],
    [{}, {}],
  ])('reads %j', (search, scope) => {
    expect(readScope(search)).toEqual(scope);
  });
});
