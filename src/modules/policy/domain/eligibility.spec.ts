import fc from 'fast-check';
import { aPerson, aProfile, TITLES } from '../../../../test/builders/policy';
import { eligibility } from './eligibility';
import type { PersonFacts, PrerequisiteRule, ProfileRules, SeparationException } from './facts';
import { organisationOf } from './organisation';
import { conflictsToApprove, type HeldProfile, withExtraApprovals } from './separation';

const training: PrerequisiteRule = {
  kind: 'security-training',
  title: 'security training',
  remedy: 'Ask Inès for a new session.',
  maxAge: { amount: 12, unit: 'months' },
};
const agreement: PrerequisiteRule = {
  kind: 'confidentiality-agreement',
  title: 'confidentiality agreement',
  remedy: 'Ask Inès for the form.',
  maxAge: null,
};
const lead = (facts: Partial<PersonFacts> = {}): PersonFacts =>
  aPerson('lea', { jobRoles: ['tech-lead'], ...facts });

function reasons(
  person: PersonFacts,
  profile: ProfileRules = aProfile(),
  now = new Date('2026-03-03T23:59:59Z'),
  held: HeldProfile[] = [],
): string[] {
  const organisation = organisationOf([person, aPerson('hugo')], TITLES);
  const answer = eligibility({ person, profile, held, organisation, now });
  return answer.eligible ? [] : answer.reasons.map(({ code, sentence }) => `${code}: ${sentence}`);
}

describe('eligibility', () => {
  it('is given to an active person in an eligible job role', () => expect(reasons(lead())).toEqual([]));

  it('says which job roles it is open to and which the person holds', () => {
    expect(reasons(lead({ jobRoles: ['engineer'] }))).toEqual([
      'policy.job_role_not_eligible: “Customer data, read only” is open to the job roles CTO or tech lead only. ' +
        'Yours: engineer. Ask one of them to do the task, or your manager if your job role is wrong.',
    ]);
  });

  it.each([
    ['suspended', 'policy.person_suspended'],
    ['left', 'policy.person_left'],
  ] as const)('I16 is taken from a person who is %s', (status, code) => {
    expect(reasons(lead({ status }))).toEqual([expect.stringContaining(code)]);
  });

  it('ends when the profile is retired', () => {
    expect(reasons(lead(), aProfile({ retired: true }))).toEqual([
      expect.stringContaining('policy.profile_retired'),
    ]);
  });

  describe('prerequisites', () => {
    const profile = aProfile({ prerequisites: [training, agreement] });
    const met = { 'security-training': '2025-03-03', 'confidentiality-agreement': '2019-01-01' };

    it('count on the last day of their age', () =>
      expect(reasons(lead({ prerequisites: met }), profile)).toEqual([]));

    it('end the day after, and the sentence says what to do', () => {
      expect(reasons(lead({ prerequisites: met }), profile, new Date('2026-03-04T00:00:00Z'))).toEqual([
        'policy.prerequisite_expired: Your security training of 3 March 2025 is older than 12 months. Ask Inès for a new session.',
      ]);
    });

    it('are all named when none is met', () => {
      expect(reasons(lead(), profile)).toEqual([
        'policy.prerequisite_missing: Your security training is not on record. Ask Inès for a new session.',
        'policy.prerequisite_missing: Your confidentiality agreement is not on record. Ask Inès for the form.',
      ]);
    });

    it('that lie in the future are not met yet', () => {
      const prerequisites = { ...met, 'security-training': '2026-03-04' };
      expect(reasons(lead({ prerequisites }), profile)).toEqual([
        expect.stringContaining('policy.prerequisite_in_future'),
      ]);
    });

    it('named like a member of every object are still missing', () => {
      const odd = aProfile({ prerequisites: [{ ...agreement, kind: 'constructor' }] });
      expect(reasons(lead(), odd)).toEqual([expect.stringContaining('policy.prerequisite_missing')]);
    });
  });

  describe('separation of duties', () => {
    const held = (separateFrom: string[], separationExceptions: SeparationException[] = []): HeldProfile => ({
      id: 'payout',
      name: 'Release payouts',
      separateFrom,
      separationApprovals: [],
      separationExceptions,
      approvedWith: [],
    });

    it('holds whichever of the two profiles names the other', () => {
      const now = new Date('2026-01-05');
      const refused = [expect.stringContaining('together with “Release payouts”')];
      expect(reasons(lead(), aProfile({ separateFrom: ['payout'] }), now, [held([])])).toEqual(refused);
      expect(reasons(lead(), aProfile(), now, [held(['customer-data-read'])])).toEqual(refused);
      expect(reasons(lead(), aProfile(), now, [held(['something-else'])])).toEqual([]);
    });

    describe('is settled by an extra approver', () => {
      const now = new Date('2026-01-05');
      const by = (profileId: string) => ({ profileId, by: [{ jobRole: 'dpo' }] });
      const wanted = aProfile({ separateFrom: ['payout'], separationApprovals: [by('payout')] });
      const judged = (profile: ProfileRules, other: HeldProfile, approvedWith?: string[]) => {
        const facts = {
          person: lead(),
          profile,
          held: [other, other],
          organisation: organisationOf([lead()]),
          now,
        };
        const answer = eligibility({ ...facts, approvedWith });
        const conflicts = conflictsToApprove(facts).map(({ profileId }) => profileId);
        return [conflicts, answer.eligible || answer.reasons[0].code];
      };
      const missing = 'policy.extra_approval_missing';

      it('only where it was asked for, and by whichever of the two profiles names them', () => {
        expect(judged(wanted, held([]))).toEqual([['payout'], missing]);
        expect(judged(wanted, held([]), ['something-else'])).toEqual([['payout'], missing]);
        expect(judged(wanted, held([]), ['payout'])).toEqual([['payout'], true]);
        const saidThere = {
          ...held(['customer-data-read']),
          separationApprovals: [by('customer-data-read')],
        };
        expect(judged(aProfile(), saidThere)).toEqual([['payout'], missing]);
        expect(judged(aProfile(), saidThere, ['payout'])).toEqual([['payout'], true]);
      });

      it('also where the approval stands with the held grant, which came second', () => {
        const second = { ...held([]), approvedWith: ['customer-data-read'] };
        expect(judged(wanted, second)).toEqual([['payout'], true]);
        expect(judged(wanted, { ...second, approvedWith: ['something-else'] })).toEqual([
          ['payout'],
          missing,
        ]);
      });

      it('never where one of the two refuses, whatever was approved', () => {
        const refuses = { ...held(['customer-data-read']), approvedWith: ['customer-data-read'] };
        expect(judged(wanted, refuses, ['payout'])).toEqual([[], 'policy.separated_duties']);
        const names = aProfile({ separateFrom: ['payout'], separationApprovals: [by('something-else')] });
        expect(judged(names, held([]), ['payout'])).toEqual([[], 'policy.separated_duties']);
      });

      it('asks each of two who are named by different rules, and nobody where an exception holds', () => {
        const back = { ...held(['customer-data-read']), separationApprovals: [by('customer-data-read')] };
        const conflicts = [{ profileId: 'payout', name: 'Release payouts' }];
        expect(withExtraApprovals(wanted, conflicts, [back, back]).approvals.slice(1)).toEqual(
          Array.from({ length: 2 }, () => ({
            count: 1,
            by: [{ jobRole: 'dpo' }],
            heldTogetherWith: 'Release payouts',
          })),
        );
        const excepted = { personId: 'lea', profileId: 'payout', until: '2026-01-05', reason: 'Once.' };
        expect(judged({ ...wanted, separationExceptions: [excepted] }, held([]))).toEqual([[], true]);
      });
    });

    describe('has exceptions', () => {
      const exception = {
        personId: 'lea',
        profileId: 'payout',
        until: '2026-01-05',
        reason: 'The year is closed.',
      };
      const at = (moment: string, changes: Partial<SeparationException> = {}, person = lead()): string[] => {
        const separationExceptions = [{ ...exception, ...changes }];
        const profile = aProfile({ separateFrom: ['payout'], separationExceptions });
        return reasons(person, profile, new Date(moment), [held([])]);
      };

      it('to the end of their last day, and lapse by themselves', () => {
        expect(at('2026-01-05T23:59:59Z')).toEqual([]);
        expect(at('2026-01-06T00:00:00Z')).toEqual([expect.stringContaining('policy.separated_duties')]);
      });

      it('for one person and one profile only', () => {
        expect(at('2026-01-05', { personId: 'hugo' })).toHaveLength(1);
        expect(at('2026-01-05', { profileId: 'other' })).toHaveLength(1);
      });

      it('that either of the two profiles may name', () => {
        const named = held(['customer-data-read'], [{ ...exception, profileId: 'customer-data-read' }]);
        expect(reasons(lead(), aProfile(), new Date('2026-01-05'), [named])).toEqual([]);
      });
    });
  });

  it('I18 is never given outside the circle for personal data, whatever the profile says', () => {
    const jobRole = fc.constantFrom<string[]>(
      'cto',
      'tech-lead',
      'dpo',
      'engineer',
      'manager',
      'CTO',
      'cto ',
    );
    fc.assert(
      fc.property(fc.array(jobRole), fc.array(jobRole), (eligibleJobRoles, jobRoles) => {
        const allowed = reasons(lead({ jobRoles }), aProfile({ eligibleJobRoles })).length === 0;
        const circle = ['cto', 'tech-lead'].filter((role) => jobRoles.includes(role));
        expect(allowed).toBe(circle.some((role) => eligibleJobRoles.includes(role)));
      }),
    );
  });
});
