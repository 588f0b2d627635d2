import { ticketForm } from './ticket';

it.each([
  ['(SUP|OPS)-[0-9]{1,6}', ['SUP-1234', 'OPS-1234']],
  ['[A-Z]{3}-\\d+', ['AAA-1234']],
  ['INC[0-9]{7}', ['INC1234567']],
  ['#?[0-9]{2,3}', ['#123']],
  ['a|b|c|d', ['a', 'b', 'c']],
])('tells %s by examples', (pattern, examples) => {
  expect(ticketForm(pattern)?.examples).toEqual(examples);
});

it.each(['(?i)sup-[0-9]+', '[[:digit:]]+', '\\pN+', '^SUP-[0-9]+$', '(SUP', 'SUP)', '{2}', '([0-9]+)+', ''])(
  'says nothing about %s, which RE2 may read in another way',
  (pattern) => {
    expect(ticketForm(pattern)).toBeUndefined();
  },
);

it('tells what fits from what does not', () => {
  const form = ticketForm('(SUP|OPS)-[0-9]{1,6}');
  expect(['SUP-1', 'OPS-123456'].map((ticket) => form?.fits(ticket))).toEqual([true, true]);
  expect(['sup-1', 'SUP-', 'XSUP-1', 'SUP-1234567'].map((ticket) => form?.fits(ticket))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
