import fc from 'fast-check';
import { aPerson, aProfile } from '../../../../test/builders/policy';
import { approvalPlan } from './approval-routing';
import { approvalStanding, type Approval, type RequestFacts } from './approval-standing';
import { askedNow, mayApprove, mayDeny } from './deciding';
import type { Absence, ApprovalStep, ApproverRoute, PersonFacts } from './facts';
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
const routes = fc.array(route, { minLength: 1, maxLength: 3 });
const stage: fc.Arbitrary<ApprovalStep> = fc
  .record({
    count: fc.integer({ min: 1, max: 2 }),
    by: routes,
    ofEach: fc.option(fc.constant(true as const), { nil: undefined, freq: 3 }),
    escalation: fc.option(
      routes.map((to) => ({ after: 600, to })),
      { nil: undefined, freq: 3 },
    ),
  })
  .map((step) => (step.ofEach ? { ...step, by: step.by.slice(0, 2) } : step));

/** Of an hour before the decisions; to a moment after, or to the very moment of them, which is too early to count. */
const absence: fc.Arbitrary<Absence> = fc.record({
  personId: fc.constantFrom(...IDS),
  delegateId: fc.constantFrom(...IDS),
  from: fc.constant(new Date(DECIDED.getTime() - 3_600_000)),
  until: fc.constantFrom(0, 1, 3_600_000, 7_200_000).map((later) => new Date(DECIDED.getTime() + later)),
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

/** More stages than any world here has. */
const EVERY: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6, 7]);
const world = fc.record({
  people: fc.tuple(...IDS.map((_, index) => person(index))),
  requester: fc.constantFrom(0, 1, 2, 3, 4, 5),
  approvals: fc.array(stage, { minLength: 1, maxLength: 2 }),
  personalData: fc.boolean(),
  absences: fc.array(absence, { maxLength: 3 }),
  escalated: fc.constantFrom<RequestFacts['escalated']>(EVERY, new Set(), new Set([0]), new Set([1])),
  owners: fc.uniqueArray(fc.constantFrom(...IDS), { maxLength: 2 }),
  given: fc.array(approval, { maxLength: 8 }),
});
type World = typeof world extends fc.Arbitrary<infer Thing> ? Thing : never;

const requestOf = ({
  people,
  requester,
  approvals,
  owners,
  personalData,
  escalated,
}: World): RequestFacts => ({
  requester: people[requester],
  profile: aProfile({ approvals, systemOwnerIds: owners, personalData }),
  version: 3,
  digest: 'd',
  escalated,
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

/** A place, and what its rule says about the account whose right fills it. */
type Place = (rightful: PersonFacts) => boolean;
interface Right {
  readonly yes: PersonFacts;
  readonly rightful: PersonFacts;
}

function placesOf({ people, requester, approvals, owners, personalData, escalated }: World): Place[] {
  const oversees = ({ jobRoles }: PersonFacts) =>
    jobRoles.some((role) => ['cto', 'tech-lead', 'dpo'].includes(role));
  const on =
    (ways: readonly ApproverRoute[]): Place =>
    (rightful) =>
      ways.some((way) => standsOn(way, rightful, people[requester], owners));
  return approvals.flatMap(({ count, by, ofEach, escalation }, index) => {
    const isEscalated = escalated?.has(index) ?? false;
    const later: Place = (rightful) =>
      isEscalated && on(escalation?.to ?? [])(rightful) && (!personalData || oversees(rightful));
    const parts = ofEach ? by.map((way) => [way]) : [by];
    return parts.flatMap((ways) =>
      Array.from({ length: count }, (): Place => (rightful) => on(ways)(rightful) || later(rightful)),
    );
  });
}

/** By whose right each yes may count: their own, and that of whoever has them stand in at that moment. */
function rightsOf({ people, requester, given, absences, personalData }: World, places: Place[]): Right[] {
  const mine = people[requester];
  const oversees = ({ jobRoles }: PersonFacts) =>
    jobRoles.some((role) => ['cto', 'tech-lead', 'dpo'].includes(role));
  const mayEver = (account: PersonFacts) => account.status === 'active' && humanOf(account) !== humanOf(mine);
  const rights = given
    .filter(({ version, digest, stepUpAt }) => {
      const age = DECIDED.getTime() - stepUpAt.getTime();
      return version === 3 && digest === 'd' && age >= -5_000 && age <= 300_000;
    })
    .flatMap(({ approverId }) => people.filter(({ id }) => id === approverId))
    .flatMap((yes) =>
      people
        .filter(
          (rightful) =>
            rightful.id === yes.id ||
            (humanOf(rightful) !== humanOf(yes) &&
              (!personalData || oversees(yes)) &&
              absences.some(
                ({ personId, delegateId, until }) =>
                  personId === rightful.id && delegateId === yes.id && until > DECIDED,
              )),
        )
        .map((rightful) => ({ yes, rightful })),
    )
    .filter(({ yes, rightful }) => mayEver(yes) && mayEver(rightful))
    .filter(({ rightful }) => places.some((place) => place(rightful)));
  const spokeThemselves = new Set(rights.map(({ yes }) => humanOf(yes)));
  const firstFor = new Map<string, string>();
  for (const { yes, rightful } of rights) {
    if (yes.id !== rightful.id && !firstFor.has(humanOf(rightful)))
      firstFor.set(humanOf(rightful), humanOf(yes));
  }
  return rights.filter(
    ({ yes, rightful }) =>
      yes.id === rightful.id ||
      (!spokeThemselves.has(humanOf(rightful)) && firstFor.get(humanOf(rightful)) === humanOf(yes)),
  );
}

/** Can these fill every place, one human being a place and the right of one human being for one place? Tries every way. */
function canFill([first, ...rest]: Place[], rights: Right[]): boolean {
  if (first === undefined) return true;
  return rights.some(
    (right) =>
      first(right.rightful) &&
      canFill(
        rest,
        rights.filter(
          ({ yes, rightful }) =>
            humanOf(yes) !== humanOf(right.yes) && humanOf(rightful) !== humanOf(right.rightful),
        ),
      ),
  );
}

describe('approvals, tried at random', () => {
  it('I1 I2 a request is complete exactly when enough other eligible people gave a fresh yes to this version', () => {
    let complete = 0;
    fc.assert(
      fc.property(world, (tried) => {
        const organisation = organisationOf(tried.people, {}, tried.absences);
        const standing = approvalStanding(requestOf(tried), tried.given, organisation);
        const places = placesOf(tried);
        expect(standing.complete).toBe(canFill(places, rightsOf(tried, places)));
        if (standing.complete) complete += 1;
        expect(standing.counted.length + standing.ignored.length).toBe(tried.given.length);
      }),
      { numRuns: 3_000 },
    );
    expect(complete).toBeGreaterThan(30);
  });

  it('I1 whoever has not approved, nor lets an approver stand in, makes no difference to what the approvals are worth', () => {
    fc.assert(
      fc.property(world, (tried) => {
        const { people, requester, given, absences } = tried;
        const isGiven = (account: string) => given.some(({ approverId }) => approverId === account);
        const concerned = people.filter(
          ({ id }) =>
            id === people[requester].id ||
            isGiven(id) ||
            absences.some(({ personId, delegateId }) => personId === id && isGiven(delegateId)),
        );
        const among = (some: readonly PersonFacts[]) =>
          approvalStanding(requestOf(tried), given, organisationOf(some, {}, absences));
        const [all, few] = [among(people), among(concerned)];
        expect(few.complete).toBe(all.complete);
        expect(few.counted).toEqual(all.counted);
      }),
      { numRuns: 3_000 },
    );
  });

  it('a plan is possible exactly when everybody saying yes, in time and in their own name, would complete it', () => {
    fc.assert(
      fc.property(world, (tried) => {
        const organisation = organisationOf(tried.people);
        const request = { ...requestOf(tried), escalated: new Set<number>() };
        const plan = approvalPlan(request.profile, request.requester, organisation);
        expect(plan.impossible === undefined).toBe(
          approvalStanding(request, IDS.map(yesOf), organisation).complete,
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('I1 neither an escalation nor an absence ever lets the requester decide, by any account', () => {
    fc.assert(
      fc.property(world, (tried) => {
        const organisation = organisationOf(tried.people, {}, tried.absences);
        const request = { ...requestOf(tried), escalated: EVERY };
        const own = tried.people.filter((account) => humanOf(account) === humanOf(request.requester));
        for (const account of own) {
          for (const mayDecide of [mayApprove, mayDeny])
            expect(mayDecide(account, request, organisation, tried.given, DECIDED).allowed).toBe(false);
        }
        expect(askedNow(request, tried.given, organisation, DECIDED).candidates).not.toContainEqual(
          expect.objectContaining({ person: own[0] }),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('I1 I18 time brings in nobody who does not answer for personal data where that is concerned', () => {
    fc.assert(
      fc.property(world, (tried) => {
        const organisation = organisationOf(tried.people, {}, tried.absences);
        const request = { ...requestOf({ ...tried, personalData: true }), escalated: EVERY };
        const { candidates } = askedNow(request, tried.given, organisation, DECIDED);
        const later = candidates.filter(({ role }) => role === 'escalation' || role === 'stand-in');
        for (const { person: asked } of later)
          expect(asked.jobRoles.some((role) => ['cto', 'tech-lead', 'dpo'].includes(role))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('I1 time never takes a right away: whoever may answer at first may answer after an escalation', () => {
    fc.assert(
      fc.property(world, (tried) => {
        const organisation = organisationOf(tried.people, {}, tried.absences);
        const candidates = (escalated: RequestFacts['escalated']) =>
          askedNow({ ...requestOf(tried), escalated }, [], organisation, DECIDED).candidates.map(
            ({ person: { id } }) => id,
          );
        expect(candidates(EVERY)).toEqual(expect.arrayContaining(candidates(new Set())));
      }),
      { numRuns: 1_000 },
    );
  });
});

const yesOf = (approverId: string): Approval => ({
  approverId,
  version: 3,
  digest: 'd',
  decidedAt: DECIDED,
  stepUpAt: DECIDED,
});
