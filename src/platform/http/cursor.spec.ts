import { newId } from '../../kernel';
import { readCursor, writeCursor } from './cursor';

const cursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor', () => {
  it('is read back as it was written', () => {
    const position = { at: new Date('2026-01-05T09:00:00.123Z'), id: newId() };
    expect(readCursor(writeCursor(position))).toEqual(position);
    expect(readCursor(undefined)).toBeUndefined();
  });

  it.each([
    ['no id', ['2026-01-05T09:00:00Z', 'x']],
    ['a year that no database holds', ['-200000-01-01T00:00:00Z', newId()]],
    ['a year that no clock shows', ['+012026-01-01T00:00:00Z', newId()]],
    ['a day that is none', ['2026-02-30T00:00:00Z', newId()]],
    ['half of it', ['2026-01-05T09:00:00Z']],
    ['more than it', ['2026-01-05T09:00:00Z', newId(), 1]],
    ['another shape', { at: '2026-01-05T09:00:00Z', id: newId() }],
    ['nothing', null],
  ])('is refused with %s', (_, value) => {
    expect(() => readCursor(cursor(value))).toThrow('not one that a list of ours gave');
  });

  it('is refused when it is no JSON', () => {
    expect(() => readCursor('abc')).toThrow('not one that a list of ours gave');
  });
});
