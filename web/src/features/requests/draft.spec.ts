import { type Draft, faultsOf, localInputValue, requestBody, suggestedStart, type TicketRule } from './draft';

const now = new Date('2025-11-22T13:00:00Z');
const rules = {
  duration: { defaultSeconds: 3_600, minimumSeconds: 900, maximumSeconds: 7_200 },
  minimumJustification: 20,
  ticket: null as TicketRule | null,
  startAheadSeconds: 7 * 86_400,
};
const draft: Draft = {
  justification: 'Checking invoice totals for ticket 4411',
  ticket: '',
  durationSeconds: 3_600,
  later: false,
  startsAt: '',
};
const allFaults = (changes: Partial<Draft>, ticket = rules.ticket) =>
  (['why', 'how-long', 'when'] as const).flatMap((question) =>
    Object.keys(faultsOf(question, { ...draft, ...changes }, { ...rules, ticket }, now)),
  );

it('finds nothing wrong with a good answer', () => {
  expect(allFaults({})).toEqual([]);
});

it.each<[string, Partial<Draft>, string]>([
  ['no reason', { justification: '   ' }, 'justification'],
  ['a short reason', { justification: 'because' }, 'justification'],
  ['a reason of blanks', { justification: `a${' '.repeat(40)}b` }, 'justification'],
  ['no length', { durationSeconds: undefined }, 'durationSeconds'],
  ['a second too long', { durationSeconds: 7_201 }, 'durationSeconds'],
  ['a second too short', { durationSeconds: 899 }, 'durationSeconds'],
  ['a later start that is not said', { later: true }, 'startsAt'],
  ['a start in the past', { later: true, startsAt: '2001-01-01T00:00' }, 'startsAt'],
  ['a start too far ahead', { later: true, startsAt: '2030-01-01T00:00' }, 'startsAt'],
])('finds fault with %s', (_, changes, field) => {
  expect(allFaults(changes)).toEqual([field]);
});

it('asks for a ticket only where the profile does', () => {
  const pattern = '(SUP|OPS)-[0-9]{1,6}';
  expect(allFaults({}, { pattern, required: true })).toEqual(['ticket']);
  expect(allFaults({ ticket: 'OPS-1' }, { pattern, required: true })).toEqual([]);
  expect(allFaults({}, { pattern, required: false })).toEqual([]);
});

it('tells a ticket of another form at once, as far as it can read the form', () => {
  const fault = (pattern: string) =>
    faultsOf('why', { ...draft, ticket: 'FOO-1' }, { ...rules, ticket: { pattern, required: false } }, now)
      .ticket;
  expect(fault('(SUP|OPS)-[0-9]{1,6}')).toBe(
    'This does not look like a ticket of ours, such as SUP-1234 or OPS-1234.',
  );
  expect(fault('(?i)sup-[0-9]+')).toBeUndefined();
});

it('suggests a full hour for a later start', () => {
  expect(suggestedStart(new Date('2025-11-22T13:00:00Z'))).toEqual(new Date('2025-11-22T14:00:00Z'));
  expect(suggestedStart(new Date('2025-11-22T13:40:00Z'))).toEqual(new Date('2025-11-22T15:00:00Z'));
});

it('says how much is missing of a reason', () => {
  expect(faultsOf('why', { ...draft, justification: 'because' }, rules, now).justification).toContain(
    '13 to go',
  );
});

it('sends null for what was left empty, and moments in UTC', () => {
  expect(requestBody({ ...draft, justification: ' why ' })).toEqual({
    justification: 'why',
    ticket: null,
    durationSeconds: 3_600,
    startsAt: null,
  });
  const at = new Date('2030-05-01T08:30:00Z');
  expect(
    requestBody({ ...draft, ticket: ' OPS-1 ', later: true, startsAt: localInputValue(at) }),
  ).toMatchObject({ ticket: 'OPS-1', startsAt: at.toISOString() });
});
