import { nearest } from './nearest';
import { inert, listing, span, when } from './words';

const PERSON = { isRead: true, hasColours: false, isAnswered: true };
const PROGRAM = { isRead: false, hasColours: false, isAnswered: false };
const ROWS = [
  ['a', 'long value'],
  ['second', 'b'],
];

describe('a listing', () => {
  it('is a heading and columns for a person', () => {
    expect(listing(PERSON, ['key', 'name'], ROWS, 'Nothing.')).toBe(
      '  KEY     NAME\n  a       long value\n  second  b\n',
    );
    expect(listing(PERSON, ['key', 'name'], [], 'Nothing.')).toBe('Nothing.\n');
  });

  it('is lines with tabs for a program, and no line where there is nothing', () => {
    expect(listing(PROGRAM, ['key', 'name'], ROWS, 'Nothing.')).toBe('a\tlong value\nsecond\tb\n');
    expect(listing(PROGRAM, ['key', 'name'], [], 'Nothing.')).toBe('');
  });

  it('has colours only where they are wanted', () => {
    const coloured = listing({ ...PERSON, hasColours: true }, ['key'], [['a']], '');
    expect(coloured).toContain('\u001B[2m');
    expect(listing(PERSON, ['key'], [['a']], '')).not.toContain('\u001B');
  });
});

describe('words of other people', () => {
  it('cannot steer the terminal on which they are read', () => {
    expect(inert('Invoice\u001B[2J\u001B[1;1H\r\nApproved\u202Eyllaer')).toBe(
      'Invoice [2J [1;1H Approved yllaer',
    );
  });
});

it('tells a span and a time as a person would', () => {
  const now = new Date('2026-11-28T12:00:00Z');
  expect([20_000, 5_400_000, 86_400_000, 3 * 86_400_000].map(span)).toEqual([
    '1 minute',
    '90 minutes',
    '24 hours',
    '3 days',
  ]);
  expect(when('2026-11-28T12:25:00Z', now)).toMatch(/^in 25 minutes \(.+\)$/);
  expect(when('2026-11-28T11:57:00Z', now)).toMatch(/^3 minutes ago \(.+\)$/);
});

it.each([
  ['customer-data-raed', 'customer-data-read'],
  ['customer', 'customer-data-read'],
  ['invoice-archiv', 'invoice-archive'],
  ['unicorn', undefined],
])('takes %s for %s', (typed, meant) => {
  expect(nearest(typed, ['customer-data-read', 'invoice-archive'])).toBe(meant);
});
