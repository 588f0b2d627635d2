import { outcomeOf } from './outcome';

const requester = { id: 'lucie', name: 'Lucie' };
const decided = (name: string, decision: 'approve' | 'deny', counts = true) => ({
  approver: { id: name.toLowerCase(), name },
  decision,
  reason: decision === 'deny' ? 'Use the replica.' : null,
  factor: 'totp',
  decidedAt: '2025-11-22T13:05:00Z',
  version: 1,
  counts,
});

describe('while it waits', () => {
  const pending = { state: 'pending' as const, requester, decisions: [decided('Anne', 'approve')] };

  it('is open to whoever has not answered', () => {
    expect(outcomeOf(pending, 'bo')).toBeUndefined();
  });

  it('is answered for whoever has', () => {
    expect(outcomeOf(pending, 'anne')?.sentence).toBe(
      'You have approved this. It waits for somebody else too.',
    );
  });

  it('I2 is open again to whoever answered before it was changed', () => {
    expect(outcomeOf({ ...pending, decisions: [decided('Anne', 'approve', false)] }, 'anne')).toBeUndefined();
  });
});

it('names who decided last, and why', () => {
  const decisions = [decided('Anne', 'approve'), decided('Bo', 'deny')];
  expect(outcomeOf({ state: 'denied', requester, decisions }, 'anne')).toEqual({
    sentence: 'Already denied by Bo.',
    at: '2025-11-22T13:05:00Z',
    reason: 'Use the replica.',
  });
  expect(outcomeOf({ state: 'denied', requester, decisions }, 'bo')?.sentence).toBe('You have denied this.');
});

it('tells who asked the answer, and what they did themselves', () => {
  const decisions = [decided('Bo', 'deny')];
  expect(outcomeOf({ state: 'denied', requester, decisions }, 'lucie')).toMatchObject({
    sentence: 'Bo has denied this.',
    reason: 'Use the replica.',
  });
  expect(outcomeOf({ state: 'cancelled', requester, decisions: [] }, 'lucie')?.sentence).toBe(
    'You have taken this request back.',
  );
});

it('I2 does not take a voided approval for the deciding one', () => {
  const decisions = [decided('Anne', 'approve', false), decided('Bo', 'approve')];
  const approved = { state: 'approved' as const, requester, decisions: [...decisions].reverse() };
  expect(outcomeOf(approved, undefined)?.sentence).toBe('Already approved by Bo.');
});

it.each([
  ['grant-ended', 'The access ended before anybody decided, so there is nothing left to extend.'],
  ['person-left', 'Whoever asked for this has left, so it is closed.'],
  ['rules-changed', 'The rules changed, and nobody else has to approve this by now. Ask again.'],
] as const)(
  'does not take for taken back what was closed with what it rested on: %s',
  (closedBecause, sentence) => {
    const closed = { state: 'cancelled' as const, closedBecause, requester, decisions: [] };
    expect(outcomeOf(closed, 'lucie')?.sentence).toBe(sentence);
  },
);

it.each([
  ['cancelled', 'Lucie has taken this request back.'],
  ['lapsed', 'Nobody decided in time, so this request has lapsed.'],
] as const)('says what a %s request came to', (state, sentence) => {
  expect(outcomeOf({ state, requester, decisions: [] }, 'anne')?.sentence).toBe(sentence);
});
