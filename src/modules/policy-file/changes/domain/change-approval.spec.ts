import fc from 'fast-check';
import { aPerson } from '../../../../../test/builders/policy';
import { organisationOf, type PersonFacts } from '../../../policy';
import { type ChangeApproval, type ChangeFacts, changeStanding, mayApproveChange } from './change-approval';

const DECIDED = new Date('2026-01-05T09:00:00Z');
const hugo = aPerson('hugo', { jobRoles: ['cto'] });
const lea = aPerson('lea', { jobRoles: ['tech-lead'] });
const ines = aPerson('ines', { jobRoles: ['dpo'] });
const milan = aPerson('milan', { jobRoles: ['engineer'] });
const PEOPLE = [hugo, lea, ines, milan];

const facts = (some: Partial<ChangeFacts> = {}): ChangeFacts => ({
  reach: 'ordinary',
  proposerId: 'hugo',
  gainerIds: new Set(),
  digest: 'd',
  ...some,
});
const yes = (approverId: string, some: Partial<ChangeApproval> = {}): ChangeApproval => ({
  approverId,
  digest: 'd',
  decidedAt: DECIDED,
  stepUpAt: DECIDED,
  ...some,
});
const complete = (
  change: ChangeFacts,
  by: readonly ChangeApproval[],
  people: readonly PersonFacts[] = PEOPLE,
) => changeStanding(change, by, organisationOf(people)).complete;

describe('I1 a change of the rules', () => {
  it.each<[string, boolean, Partial<ChangeFacts>, string[]]>([
    ['an ordinary one by the other of the circle', true, {}, ['lea']],
    ['an ordinary one by the data protection officer', true, {}, ['ines']],
    ['by its proposer', false, {}, ['hugo']],
    ['by an engineer', false, {}, ['milan']],
    ['by whoever gains', false, { gainerIds: new Set(['lea']) }, ['lea']],
    ['by one, where nobody knows who proposed it', false, { proposerId: null }, ['lea']],
    ['by two, where nobody knows who proposed it', true, { proposerId: null }, ['lea', 'hugo']],
    ['of the circle by one', false, { reach: 'circle' }, ['ines']],
    [
      'of the circle by the two of it alone',
      false,
      { reach: 'circle', proposerId: 'milan' },
      ['hugo', 'lea'],
    ],
    ['of the circle by two, one of them the witness', true, { reach: 'circle' }, ['lea', 'ines']],
    ['of what the circle keeps by the other of it', false, { reach: 'personal-data' }, ['lea']],
    ['of what the circle keeps by its witness', true, { reach: 'personal-data' }, ['ines']],
    [
      'of what the circle keeps by its witness, who proposed it',
      false,
      { reach: 'personal-data', proposerId: 'ines' },
      ['ines', 'lea'],
    ],
    [
      'of what the circle keeps by its witness alone, where nobody knows who proposed it',
      false,
      { reach: 'personal-data', proposerId: null },
      ['ines'],
    ],
    [
      'of what the circle keeps by two, where nobody knows who proposed it',
      true,
      { reach: 'personal-data', proposerId: null },
      ['ines', 'lea'],
    ],
    ['of the circle by its proposer and the witness', false, { reach: 'circle' }, ['hugo', 'ines']],
    [
      'of the circle by whoever gains and the witness',
      false,
      { reach: 'circle', gainerIds: new Set(['lea']) },
      ['lea', 'ines'],
    ],
  ])('approved: %s: %s', (_, expected, change, by) =>
    expect(
      complete(
        facts(change),
        by.map((id) => yes(id)),
      ),
    ).toBe(expected),
  );

  it('of what the circle keeps is nobody else’s to approve, though they gain nothing', () => {
    const change = facts({ reach: 'personal-data' });
    expect(mayApproveChange(lea, change, organisationOf(PEOPLE))).toMatchObject({
      allowed: false,
      reason: { code: 'policy.oversight_approves' },
    });
    expect(mayApproveChange(lea, { ...change, proposerId: null }, organisationOf(PEOPLE)).allowed).toBe(true);
  });

  it('counts human beings, not accounts: a second account of the proposer, of a gainer, of another approver', () => {
    const twin = (of: string, ...jobRoles: string[]) =>
      aPerson('twin', { jobRoles: jobRoles, secondAccountOf: of });
    expect(complete(facts(), [yes('twin')], [...PEOPLE, twin('hugo', 'dpo')])).toBe(false);
    const gains = facts({ gainerIds: new Set(['milan']) });
    expect(complete(gains, [yes('twin')], [...PEOPLE, twin('milan', 'dpo')])).toBe(false);
    const circle = facts({ reach: 'circle' });
    expect(complete(circle, [yes('ines'), yes('twin')], [...PEOPLE, twin('ines', 'cto')])).toBe(false);
  });

  it('lets somebody who is both witness and of the circle fill one place only, whichever helps', () => {
    const both = aPerson('both', { jobRoles: ['cto', 'dpo'] });
    const circle = facts({ reach: 'circle' });
    expect(complete(circle, [yes('both')], [...PEOPLE, both])).toBe(false);
    expect(complete(circle, [yes('both'), yes('ines')], [...PEOPLE, both])).toBe(true);
    expect(complete(circle, [yes('both'), yes('lea')], [...PEOPLE, both])).toBe(true);
  });

  it('does not count another digest, a second factor that is too old, and who is not active any more', () => {
    expect(complete(facts(), [yes('lea', { digest: 'other' })])).toBe(false);
    const at = (seconds: number) => new Date(DECIDED.getTime() - seconds * 1_000);
    expect(complete(facts(), [yes('lea', { stepUpAt: at(300) })])).toBe(true);
    expect(complete(facts(), [yes('lea', { stepUpAt: at(301) })])).toBe(false);
    const gone = [hugo, ines, aPerson('lea', { jobRoles: ['tech-lead'], status: 'suspended' })];
    expect(complete(facts(), [yes('lea')], gone)).toBe(false);
  });

  it('says who is missing, and that nobody could', () => {
    const people = organisationOf(PEOPLE, {
      cto: 'CTO',
      'tech-lead': 'tech lead',
      dpo: 'data protection officer',
    });
    const standing = changeStanding(facts({ reach: 'circle' }), [yes('lea')], people);
    expect(standing).toMatchObject({
      missing: 'the data protection officer',
      impossible: false,
    });
    expect(changeStanding(facts({ reach: 'circle' }), [], organisationOf([hugo, lea])).impossible).toBe(true);
    expect(changeStanding(facts({ reach: 'circle' }), [], people).missing).toBe(
      'the data protection officer and one more approver (the CTO, the tech lead or another data protection officer)',
    );
    expect(changeStanding(facts({ proposerId: null }), [], people).missing).toBe(
      'two approvers (the CTO, the tech lead or the data protection officer)',
    );
    expect(mayApproveChange(milan, facts(), people)).toMatchObject({
      reason: { code: 'policy.not_a_change_approver' },
    });
  });
});

describe('I1 any change, any approvals', () => {
  const IDS = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];
  const person = (index: number): fc.Arbitrary<PersonFacts> =>
    fc
      .record({
        jobRoles: fc.uniqueArray(fc.constantFrom('cto', 'tech-lead', 'dpo', 'engineer'), { maxLength: 2 }),
        status: fc.constantFrom('active' as const, 'active' as const, 'suspended' as const),
        secondAccountOf:
          index % 2 === 1 ? fc.option(fc.constant(IDS[index - 1]), { freq: 2 }) : fc.constant(null),
      })
      .map((some) => aPerson(IDS[index], some));
  const world = fc.record({
    people: fc.tuple(...IDS.map((_, index) => person(index))),
    change: fc.record({
      reach: fc.constantFrom('ordinary' as const, 'circle' as const, 'narrowing' as const),
      proposerId: fc.option(fc.constantFrom(...IDS)),
      gainerIds: fc.uniqueArray(fc.constantFrom(...IDS), { maxLength: 2 }).map((ids) => new Set(ids)),
      digest: fc.constant('d'),
    }),
    by: fc.uniqueArray(fc.constantFrom(...IDS), { maxLength: 6 }),
  });

  it('is complete only by enough other human beings, none of whom proposed it or gains', () => {
    fc.assert(
      fc.property(world, ({ people, change, by }) => {
        if (
          !complete(
            change,
            by.map((id) => yes(id)),
            people,
          )
        )
          return;
        const human = (id: string): string => people.find((one) => one.id === id)?.secondAccountOf ?? id;
        const excluded = new Set(
          [...change.gainerIds, ...(change.proposerId === null ? [] : [change.proposerId])].map(human),
        );
        const able = people.filter(
          ({ id, status, jobRoles }) =>
            by.includes(id) &&
            status === 'active' &&
            !excluded.has(human(id)) &&
            jobRoles.some((role) => role !== 'engineer'),
        );
        const humans = new Set(able.map(({ id }) => human(id)));
        const enough = change.reach === 'circle' || change.proposerId === null ? 2 : 1;
        expect(humans.size).toBeGreaterThanOrEqual(enough);
        if (change.reach === 'circle')
          expect(able.some(({ jobRoles }) => jobRoles.includes('dpo'))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
