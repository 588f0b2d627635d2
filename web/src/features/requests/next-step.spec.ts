import { nextStep } from './next-step';

const asked = {
  role: 'approver' as 'approver' | 'witness',
  stage: 0,
  standsInFor: null as { id: string; name: string } | null,
  askedAt: '2025-11-22T13:00:00Z',
};
const anne = { ...asked, id: '1', name: 'Anne', because: 'Anne may approve as CTO.' };
const bo = { ...asked, id: '2', name: 'Bo', because: 'Bo may approve as DPO.' };

const approvalOf = (approver: { id: string; name: string }, counts = true) => ({
  approver: { id: approver.id, name: approver.name },
  decision: 'approve' as const,
  reason: null,
  factor: 'totp',
  decidedAt: '2025-11-22T13:05:00Z',
  version: 1,
  counts,
});

const pending = {
  state: 'pending' as const,
  waitingFor: 'Waiting for one approver (the CTO or the data protection officer).' as string | null,
  requester: { name: 'Lucie' },
  asked: [anne, bo],
  decisions: [] as ReturnType<typeof approvalOf>[],
  lapsesAt: '2025-11-23T13:00:00Z',
  grant: null,
};

const lease = { state: 'unconfirmed' as const, attempts: 4, nextAttemptAt: '2025-11-22T14:00:30Z' };

const grant = {
  state: 'active' as const,
  startsAt: '2025-11-22T13:10:00Z',
  claimBy: '2025-11-22T15:10:00Z',
  expiresAt: '2025-11-22T14:10:00Z',
  leases: [lease],
};

const wordsOf = (request: Parameters<typeof nextStep>[0]) => {
  const step = nextStep(request);
  return step && [step.before, step.moment, step.after];
};

describe('a pending request', () => {
  it('says in whose hands it is, who was asked, and when it lapses', () => {
    expect(wordsOf(pending)).toEqual([
      'Waiting for one approver (the CTO or the data protection officer). Asked: Anne and Bo. Without an answer it lapses',
      '2025-11-23T13:00:00Z',
      '.',
    ]);
  });

  it('leaves out a witness, and whoever is away once their stand-in has answered', () => {
    const witness = { ...bo, role: 'witness' as const };
    expect(wordsOf({ ...pending, asked: [anne, witness] })?.[0]).toContain('Asked: Anne.');
    const standIn = {
      ...asked,
      id: '3',
      name: 'Cleo',
      because: 'Cleo stands in for Anne.',
      standsInFor: anne,
    };
    const withStandIn = { ...pending, asked: [anne, bo, standIn] };
    expect(wordsOf(withStandIn)?.[0]).toContain('Asked: Anne, Bo and Cleo.');
    expect(wordsOf({ ...withStandIn, decisions: [approvalOf(standIn)] })?.[0]).toContain('Asked: Bo.');
  });

  it('leaves out who has answered already, unless an edit voided that', () => {
    expect(wordsOf({ ...pending, decisions: [approvalOf(anne)] })?.[0]).toContain('Asked: Bo.');
    expect(wordsOf({ ...pending, decisions: [approvalOf(anne, false)] })?.[0]).toContain(
      'Asked: Anne and Bo.',
    );
  });
});

describe('an approved request', () => {
  const approved = { ...pending, state: 'approved' as const };
  it.each([
    ['scheduled', /can be taken$/, '2025-11-22T13:10:00Z'],
    ['claimable', /Waiting for Lucie to take the log-in/, '2025-11-22T15:10:00Z'],
    ['active', /Ends by itself$/, '2025-11-22T14:10:00Z'],
    ['ending', /waiting for the target itself/, undefined],
    ['unconfirmed', /Tried 4 times; the next try is$/, '2025-11-22T14:00:30Z'],
  ] as const)('%s says what comes next', (state, words, moment) => {
    const step = nextStep({ ...approved, grant: { ...grant, state } });
    expect(step?.before).toMatch(words);
    expect(step?.moment).toBe(moment);
  });

  it('has nothing to come once the end is proved', () => {
    expect(nextStep({ ...approved, grant: { ...grant, state: 'ended' } })).toBeUndefined();
  });
});

it.each(['denied', 'cancelled', 'lapsed'] as const)('a %s request has nothing to come', (state) => {
  expect(nextStep({ ...pending, state })).toBeUndefined();
});
