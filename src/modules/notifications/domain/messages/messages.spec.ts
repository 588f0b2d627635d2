import { standInGaveUp, standingIn } from './absence';
import { accessEnded, accessEndsSoon } from './access';
import { approvalAsked, type AskedFacts } from './approval-asked';
import { breakGlassOpened, breakGlassOverdue } from './break-glass';
import { requestClosed, type ClosedFacts } from './request-closed';
import { revocationUnconfirmed } from './security';
import { slackAccountChanged } from './slack-account';

const at = (time: string) => new Date(`2026-03-02T${time}:00Z`);
const decide = { label: 'Look and decide', url: 'https://sallyport.example/approve/x' };
const look = { label: 'Look', url: 'https://sallyport.example/requests/1' };
const asked: AskedFacts = {
  state: 'pending',
  changedSince: false,
  requester: 'Léa Moreau',
  profile: 'Customer data, reading',
  dataCategory: 'Names and addresses',
  durationSeconds: 1_800,
  startsAt: null,
  ticket: 'OPS-1',
  heldTogetherWith: [],
  extendsUntil: null,
  lapsesAt: at('12:00'),
  because: 'Hugo Brandt may approve as CTO.',
  part: 'needed',
  missing: 1,
  waitingFor: 'Waiting for one approver (the CTO).',
  decisions: [],
  closedByItself: false,
  decide,
  look,
};
const hugo = { approver: 'Hugo Brandt', own: false, approved: true };

describe('what an approver is told', () => {
  it('is who, what, how long, which data and why they are asked, with the link that leads to the decision', () => {
    const message = approvalAsked(asked);
    expect(message).toMatchObject({ standing: 'open', actions: [decide] });
    expect(message.title).toBe('Léa Moreau asks for access: Customer data, reading');
    expect(message.facts).toEqual([
      { label: 'Who', value: 'Léa Moreau' },
      { label: 'What', value: 'Customer data, reading' },
      { label: 'How long', value: '30 minutes' },
      { label: 'Data', value: 'Names and addresses' },
      { label: 'Ticket', value: 'OPS-1' },
      { label: 'Why you', value: 'Hugo Brandt may approve as CTO.' },
    ]);
  });

  it('is from when to when for more time', () => {
    const message = approvalAsked({ ...asked, extendsUntil: at('13:30') });
    expect(message.title).toContain('asks for more time');
    expect(message.facts).toContainEqual({
      label: 'How long',
      value: '30 minutes more, until 2 March 2026 at 13:30 UTC',
    });
  });

  it.each([
    ['needed', 1, 'Léa Moreau waits for your decision.', 'Yours is the last approval that is missing.'],
    ['needed', 2, 'Léa Moreau waits for your decision.', 'Waiting for two approvers (the CTO).'],
    ['witness', 2, 'your approval is not asked for.', 'Waiting for two approvers (the CTO).'],
  ] as const)('says to one who is %s of %i what is missing, news first', (part, missing, first, second) => {
    const waitingFor = 'Waiting for two approvers (the CTO).';
    const message = approvalAsked({ ...asked, part, missing, waitingFor, decisions: [hugo] });
    expect(message).toMatchObject({ standing: 'open', actions: [decide] });
    expect(message.paragraphs[0]).toMatch(/^Hugo Brandt approved\. /);
    expect(message.paragraphs[0]).toContain(first);
    expect(message.paragraphs[1]).toBe(second);
  });

  it.each([
    ['not-needed', 'Hugo Brandt approved. Your approval is not needed'],
    ['none', 'Hugo Brandt approved. You are not asked to decide on it now.'],
  ] as const)('asks nothing of one who is %s, and writes no second mail for it', (part, words) => {
    const message = approvalAsked({ ...asked, part, decisions: [hugo] });
    expect(message).toMatchObject({ standing: 'settled', actions: [look], sayAgain: false });
    expect(message.title).toMatch(/^Nothing left for you/);
    expect(message.paragraphs).toEqual([expect.stringContaining(words)]);
    expect(message.paragraphs[0]).toContain('Waiting for one approver (the CTO).');
    expect(message.paragraphs[0]).not.toContain('waits for your decision');
  });

  it.each([
    ['somebody else approved', { state: 'approved', decisions: [hugo] }, 'Hugo Brandt approved', true],
    [
      'this approver approved',
      { state: 'approved', decisions: [{ ...hugo, own: true }] },
      'You approved',
      false,
    ],
    [
      'this approver approved first',
      { decisions: [{ ...hugo, own: true }] },
      'You approved. Waiting for one approver (the CTO).',
      false,
    ],
    [
      'somebody denied',
      { state: 'denied', decisions: [{ ...hugo, approved: false }] },
      'Hugo Brandt denied',
      true,
    ],
    ['it lapsed', { state: 'lapsed' }, 'Nobody decided in time', true],
    ['it was taken back', { state: 'cancelled' }, 'Léa Moreau took the request back', true],
    ['it closed by itself', { state: 'cancelled', closedByItself: true }, 'is over', true],
    ['it was changed', { changedSince: true }, 'changed the request', false],
  ] as const)(
    'says that nothing is left once %s, again only to whom it is news',
    (_, changes, words, sayAgain) => {
      const message = approvalAsked({ ...asked, ...changes });
      expect(message).toMatchObject({ standing: 'settled', sayAgain, actions: [look] });
      expect(message.title).toMatch(/^Nothing left for you/);
      expect(message.paragraphs.join(' ')).toContain(words);
    },
  );
});

describe('what a requester is told', () => {
  const closed: ClosedFacts = {
    outcome: 'approved',
    profile: 'Customer data, reading',
    isExtension: false,
    durationSeconds: 600,
    startsAt: null,
    claimBy: at('11:00'),
    approvers: ['Hugo Brandt', 'Ines Duarte'],
    denier: null,
    grantEnded: false,
    access: { state: 'to-be-used' },
    look,
  };
  it.each([
    [{}, 'Hugo Brandt and Ines Duarte approved it. You have it for 10 minutes, counted from the first use.'],
    [{ startsAt: at('10:00') }, 'From 2 March 2026 at 10:00 UTC you have it'],
    [{ isExtension: true, claimBy: null, access: null }, 'You have 10 minutes more.'],
    [
      { access: { state: 'in-use', until: at('10:30') } },
      'You are using it, until 2 March 2026 at 10:30 UTC.',
    ],
    [{ access: { state: 'ending' } }, 'It is being ended.'],
    [{ access: { state: 'over', at: at('10:20') } }, 'It was over on 2 March 2026 at 10:20 UTC.'],
    [{ outcome: 'denied', denier: 'Hugo Brandt' }, 'Hugo Brandt denied it.'],
    [{ outcome: 'lapsed' }, 'Nobody decided in time.'],
    [{ outcome: 'cancelled', grantEnded: true }, 'ended before anybody decided'],
  ] as const)('is %j: %s', (changes, words) => {
    expect(requestClosed({ ...closed, ...changes }).paragraphs.join(' ')).toContain(words);
  });

  it('offers nothing to take into use any more, once it was', () => {
    for (const access of [
      { state: 'in-use', until: at('10:30') },
      { state: 'over', at: at('10:20') },
    ] as const)
      expect(requestClosed({ ...closed, access }).paragraphs.join(' ')).not.toContain('Take it into use');
  });
});

describe('what a holder is told', () => {
  const soon = {
    profile: 'Orders',
    endsAt: at('10:00'),
    now: 'ends',
    mayExtend: true,
    extend: { label: 'Ask for more time', url: 'https://sallyport.example/requests/1?open=extend' },
    done: { label: 'I’m done', url: 'https://sallyport.example/requests/1?open=end' },
    look,
  } as const;
  it('is when it ends, with both ways on', () => {
    const message = accessEndsSoon(soon);
    expect(message.actions).toEqual([soon.extend, soon.done]);
    expect(message.paragraphs[0]).toContain('2 March 2026 at 10:00 UTC');
  });

  it('offers no more time where there is none', () => {
    expect(accessEndsSoon({ ...soon, mayExtend: false }).actions).toEqual([soon.done]);
  });

  it.each([
    ['ends-later', 'Extended: Orders', 'it was extended', [soon.done]],
    ['over', 'Over: Orders', 'is over', [look]],
  ] as const)('says what is true once it %s, with the ways that are left', (now, title, words, actions) => {
    const message = accessEndsSoon({ ...soon, now });
    expect(message).toMatchObject({ title, standing: 'settled', actions });
    expect(message.paragraphs.join(' ')).toContain(words);
  });

  it('is what was read back, from where and when', () => {
    const proofs = [
      { system: 'Customer database', summary: 'No such role.', readAt: '2026-03-02T10:00:01Z' },
    ];
    const ended = {
      profile: 'Orders',
      used: true,
      endedAt: at('10:00'),
      why: 'The time was over.',
      proofs,
      look,
    };
    expect(accessEnded(ended).facts).toEqual([
      { label: 'Customer database', value: 'No such role. (read 2 March 2026 at 10:00 UTC)' },
    ]);
    expect(accessEnded({ ...ended, used: false, proofs: [] }).title).toContain('without being used');
  });
});

it('takes an unconfirmed revocation back once it is proved', () => {
  const facts = { person: 'Léa', profile: 'Orders', system: 'Database', since: at('10:00'), look };
  expect(revocationUnconfirmed({ ...facts, proved: false })).toMatchObject({ standing: 'open' });
  expect(revocationUnconfirmed({ ...facts, proved: true })).toMatchObject({
    standing: 'settled',
    sayAgain: true,
  });
});

describe('emergency access', () => {
  const facts = {
    own: false,
    person: 'Hugo Brandt',
    profile: 'Customer data',
    dataCategory: 'Names',
    openedAt: at('10:00'),
    reviewDueAt: at('12:00'),
    verdict: null,
    reviewer: null,
    look,
  };

  it('is told to the others with what they have to do, and to its user with what to do if it was not them', () => {
    expect(breakGlassOpened(facts).paragraphs.join(' ')).toContain(
      'Somebody other than Hugo Brandt has to review it',
    );
    expect(breakGlassOpened({ ...facts, own: true }).paragraphs.join(' ')).toContain('If it was not you');
  });

  it('is told again with what the review found; a reminder that came too late is not sent', () => {
    const reviewed = { ...facts, verdict: 'not-justified' as const, reviewer: 'Ines Duarte' };
    expect(breakGlassOpened(reviewed)).toMatchObject({
      sayAgain: true,
      paragraphs: ['Ines Duarte reviewed it and found it not justified.'],
    });
    expect(breakGlassOverdue(reviewed).standing).toBe('settled');
    expect(breakGlassOverdue(facts).standing).toBe('open');
  });
});

it.each([
  [true, 'A Slack account was bound to you', 'unbind it at once'],
  [false, 'A Slack account was unbound from you', 'change your password'],
])(
  'an account at Slack that is theirs (%s) is told with what to do if it was not them',
  (bound, title, advice) => {
    const message = slackAccountChanged({ bound, at: at('10:00'), look });
    expect(message).toMatchObject({ title, standing: 'open', actions: [look] });
    expect(message.paragraphs.join(' ')).toContain(advice);
  },
);

describe('an absence', () => {
  const away = {
    person: 'Tomasz Wilk',
    from: at('10:00'),
    until: at('12:00'),
    approvals: look,
    absences: look,
  };

  it('is told to its stand-in with its time and the way out of it, and later that it is over', () => {
    const begun = standingIn({ ...away, over: false });
    expect(begun).toMatchObject({ title: 'You stand in for Tomasz Wilk', standing: 'open' });
    expect(begun.facts.map(({ value }) => value)).toEqual([
      '2 March 2026 at 10:00 UTC',
      '2 March 2026 at 12:00 UTC',
    ]);
    expect(begun.paragraphs.join(' ')).toContain('give it up under Security');
    expect(standingIn({ ...away, over: true })).toMatchObject({
      facts: [],
      standing: 'settled',
      sayAgain: true,
    });
  });

  it('that was given up is told to whoever is away with what it means', () =>
    expect(standInGaveUp({ ...away, standIn: 'Saoirse Byrne' }).paragraphs.join(' ')).toContain(
      'put to you alone',
    ));
});
