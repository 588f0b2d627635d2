import { outcomeOf } from './outcome';

const requester = { id: '9', name: 'Lucie', jobRoles: [] };
const approval = (name: string, decision: 'approve' | 'deny', isVoid = false) => ({
  approver: { id: name, name },
  decision,
  reason: decision === 'deny' ? 'Use the replica.' : null,
  factor: 'totp',
  decidedAt: '2025-11-22T13:05:00Z',
  version: 1,
  void: isVoid,
});

it('is open while it waits', () => {
  expect(
    outcomeOf({ state: 'pending', requester, approvals: [approval('Anne', 'approve')] }),
  ).toBeUndefined();
});

it('names who decided last, and why', () => {
  const approvals = [approval('Anne', 'approve'), approval('Bo', 'deny')];
  expect(outcomeOf({ state: 'denied', requester, approvals })).toEqual({
    sentence: 'Already denied by Bo.',
    at: '2025-11-22T13:05:00Z',
    reason: 'Use the replica.',
  });
  expect(outcomeOf({ state: 'approved', requester, approvals })?.sentence).toBe('Already approved by Anne.');
});

it('I2 does not take a voided approval for the deciding one', () => {
  const approvals = [approval('Anne', 'approve', true), approval('Bo', 'approve')];
  expect(outcomeOf({ state: 'approved', requester, approvals })?.sentence).toBe('Already approved by Bo.');
});

it.each([
  ['cancelled', 'Lucie has taken this request back.'],
  ['lapsed', 'Nobody decided in time, so this request has lapsed.'],
] as const)('says what a %s request came to', (state, sentence) => {
  expect(outcomeOf({ state, requester, approvals: [] })?.sentence).toBe(sentence);
});
