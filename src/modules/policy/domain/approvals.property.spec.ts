import fc from 'fast-check';
import { aPerson, aProfile } from '../../../../test/builders/policy';
import { approvalPlan } from './approval-routing';
import { approvalStanding, type Approval, type RequestFacts } from './approval-standing';
import type { ApproverRoute, PersonFacts } from './facts';
import { humanOf, organisationOf } from './organisation';

const IDS = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];
const DECIDED = new Date('2026-01-05T09:00:00Z');

const jobRole = fc.constantFrom('cto', 'tech-lead', 'dpo', 'manager');
const person = (index: number): fc.Arbitrary<PersonFacts> =>
  fc
    .record({
      jobRoles: fc.uniqueArray(jobRole, { maxLength: 2 }),
      status: fc.constantFrom('active', 'active', 'active', 'suspended', 'left'),
      managerId: fc.option(fc.constantFrom(...IDS)),
      // A first account has an even number; the odd one after it may be its second.
      secondAccountOf:
        index % 2 === 1 ? fc.option(fc.constant(IDS[index - 1]), { freq: 1 }) : fc.constant(null),
    })
    .map((facts) => aPerson(IDS[index], facts as Partial<PersonFacts>));

const route: fc.Arbitrary<ApproverRoute> = fc.oneof(
  jobRole.map((role) => ({ jobRole: role })),
  fc.constantFrom(...IDS).map((id) => ({ person: id })),
  fc.constant({ managerOf: 'requester' } as const),
  fc.constant({ systemOwner: true } as const),
  fc.constant({ otherOfCircle: true } as const),
);
const stage = fc.record({
  count: fc.integer({ min: 1, max: 2 }),
  by: fc.array(route, { minLength: 1, maxLength: 3 }),
});

const approval: fc.Arbitrary<Approval> = fc.record({
  approverId: fc.constantFrom(...IDS, 'ghost'),
  version: fc.constantFrom(3, 3, 3, 2),
  digest: fc.constantFrom('d', 'd', 'd', 'x'),
  decidedAt: fc.constant(DECIDED),
  stepUpAt: fc
    .constantFrom(0, 0, 0, 1, 299_999, 300_000, 300_001, -5_000, -5_001)
    .map((age) => new Date(DECIDED.getTime() - age)),
});

const world = fc.record({
  people: fc.tuple(...IDS.map((_, index) => person(index))),
  requester: fc.constantFrom(0, 1, 2, 3, 4, 5),
  approvals: fc.array(stage, { minLength: 1, maxLength: 2 }),
  owners: fc.uniqueArray(fc.constantFrom(...IDS), { maxLength: 2 }),
  given: fc.array(approval, { maxLength: 8 }),
});

/** The rule once more, written from its text and not from the code: who stands on a route today. */
function standsOn(
  by: ApproverRoute,
  candidate: PersonFacts,
  requester: PersonFacts,
  owners: string[],
): boolean {
  if ('jobRole' in by) return candidate.jobRoles.includes(by.jobRole);
  if ('person' in by) return candidate.id === by.person;
  if ('managerOf' in by) return requester.managerId === candidate.id;
  if ('systemOwner' in by) return owners.includes(candidate.id);
  return candidate.jobRoles.includes('cto') || candidate.jobRoles.includes('tech-lead');
}

/** Can these accounts fill every place, one human being a place? Tries every way. */
function canFill(places: ((account: PersonFacts) => boolean)[], accounts: PersonFacts[]): boolean {
  const [first, ...rest] = places;
  if (places.length === 0) return true;
  return accounts.some(
    (account) =>
      first(account) &&
      canFill(
        rest,
        accounts.filter((other) => humanOf(other) !== humanOf(account)),
      ),
  );
}

describe('approvals, tried at random', () => {
  it('I1 I2 a request is complete exactly when enough other eligible people gave a fresh yes to this version', () => {
    let complete = 0;
    fc.assert(
      fc.property(world, ({ people, requester: index, approvals, owners, given }) => {
        const requester = people[index];
        const profile = aProfile({ approvals, systemOwnerIds: owners });
        const request: RequestFacts = { requester, profile, version: 3, digest: 'd' };
        const standing = approvalStanding(request, given, organisationOf(people));

        const valid = given.filter(({ version, digest, stepUpAt }) => {
          const age = DECIDED.getTime() - stepUpAt.getTime();
          return version === 3 && digest === 'd' && age >= -5_000 && age <= 300_000;
        });
        const accounts = people.filter(
          (account) =>
            account.status === 'active' &&
            humanOf(account) !== humanOf(requester) &&
            valid.some(({ approverId }) => approverId === account.id),
        );
        const places = approvals.flatMap(({ count, by }) =>
          Array.from(
            { length: count },
            () => (account: PersonFacts) => by.some((way) => standsOn(way, account, requester, owners)),
          ),
        );
        expect(standing.complete).toBe(canFill(places, accounts));
        if (standing.complete) complete += 1;
        expect(standing.counted.length + standing.ignored.length).toBe(given.length);
      }),
      { numRuns: 3_000 },
    );
    expect(complete).toBeGreaterThan(30);
  });

  it('I1 whoever has not approved makes no difference to what the approvals are worth', () => {
    fc.assert(
      fc.property(world, ({ people, requester: index, approvals, owners, given }) => {
        const requester = people[index];
        const profile = aProfile({ approvals, systemOwnerIds: owners });
        const request: RequestFacts = { requester, profile, version: 3, digest: 'd' };
        const concerned = people.filter(
          ({ id }) => id === requester.id || given.some(({ approverId }) => approverId === id),
        );
        const among = (some: PersonFacts[]) => approvalStanding(request, given, organisationOf(some));
        const [all, few] = [among(people), among(concerned)];
        expect(few.complete).toBe(all.complete);
        expect(few.counted).toEqual(all.counted);
      }),
      { numRuns: 3_000 },
    );
  });

  it('a plan is possible exactly when everybody saying yes would complete it', () => {
    fc.assert(
      fc.property(world, ({ people, requester: index, approvals, owners }) => {
        const organisation = organisationOf(people);
        const profile = aProfile({ approvals, systemOwnerIds: owners });
        const request: RequestFacts = { requester: people[index], profile, version: 3, digest: 'd' };
        const everybody = IDS.map((approverId) => ({
          approverId,
          version: 3,
          digest: 'd',
          decidedAt: DECIDED,
          stepUpAt: DECIDED,
        }));
        const plan = approvalPlan(profile, people[index], organisation);
        expect(plan.impossible === undefined).toBe(
          approvalStanding(request, everybody, organisation).complete,
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
