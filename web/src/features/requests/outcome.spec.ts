import { outcomeOf } from './outcome';

const requester = { name: 'Lucie' };
const decided = (name: string, decision: 'approve' | 'deny', counts = true) => ({
  approver: { id: name, name },
  decision,
  reason: decision === 'deny' ? 'Use the replica.' : null,
  factor: 'totp',
  decidedAt: '2025-11-22T13:05:00Z',
  version: 1,
  counts,
});

it('is open while it waits', () => {
  expect(outcomeOf({ state: 'pending', requester, decisions: [decided('Anne', 'approve')] })).toBeUndefined();
});

it('names who decided last, and why', () => {
  const decisions = [decided('Anne', 'approve'), decided('Bo', 'deny')];
  expect(outcomeOf({ state: 'denied', requester, decisions })).toEqual({
    sentence: 'Already denied by Bo.',
    at: '2025-11-22T13:05:00Z',
    reason: 'Use the replica.',
  });
  expect(outcomeOf({ state: 'approved', requester, decisions })?.sentence).toBe('Already approved by Anne.');
});

it('I2 does not take a voided approval for the deciding one', () => {
  const decisions = [decided('Anne', 'approve', false), decided('Bo', 'approve')];
  expect(outcomeOf({ state: 'approved', requester, decisions })?.sentence).toBe('Already approved by Bo.');
});

it.each([
  ['cancelled', 'Lucie has taken this request back.'],
  ['lapsed', 'Nobody decided in time, so this request has lapsed.'],
] as const)('says what a %s request came to', (state, sentence) => {
  expect(outcomeOf({ state, requester, decisions: [] })?.sentence).toBe(sentence);
});
