import fc from 'fast-check';
import { DAY, HOUR } from '../../kernel';
import { TestBroker } from '../../../test/support/broker';
import type { Answer, Json, Person } from '../../../test/support/person';
import { ask } from '../../../test/support/postgres-client';

jest.setTimeout(120_000);

const RUNS = 8;
/** Needs both of those who are asked, so that a request lives through one approval. */
const WANTED = {
  profile: 'customer-data-correction',
  ticket: 'SUP-8',
  justification: 'Correct the name of a customer who has married, see ticket.',
};
const APPROVERS = ['hugo', 'ines'] as const;
const PEOPLE = [...APPROVERS, 'lea', 'milan'] as const;
const NAMES: Readonly<Record<string, string>> = { hugo: 'Hugo Brandt', ines: 'Ines Duarte' };

/** `link` is a number among all links that were ever made; -1: none is given. */
type Step =
  | { readonly do: 'edit' }
  | { readonly do: 'wait'; readonly hours: number }
  | { readonly do: 'look'; readonly who: string; readonly link: number; readonly method: 'GET' | 'HEAD' }
  | { readonly do: 'approve'; readonly who: string; readonly link: number; readonly stale: boolean };

const who = fc.constantFrom(...PEOPLE);
const link = fc.integer({ min: -1, max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'edit' }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait'), hours: fc.integer({ min: 1, max: 12 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('look'), who, link, method: fc.constantFrom('GET', 'HEAD') }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('approve'), who, link, stale: fc.boolean() }) },
);

/** Tried whatever chance brings. */
const CERTAIN: readonly (readonly Step[])[] = [
  [
    { do: 'approve', who: 'hugo', link: 0, stale: false },
    { do: 'approve', who: 'hugo', link: 0, stale: false },
    { do: 'approve', who: 'ines', link: 1, stale: false },
  ],
  [
    { do: 'approve', who: 'hugo', link: 0, stale: false },
    { do: 'edit' },
    { do: 'approve', who: 'ines', link: 1, stale: false },
    { do: 'approve', who: 'hugo', link: 0, stale: false },
    { do: 'approve', who: 'hugo', link: 2, stale: false },
  ],
  [
    { do: 'wait', hours: 24 },
    { do: 'look', who: 'hugo', link: 0, method: 'GET' },
    { do: 'approve', who: 'hugo', link: 0, stale: false },
  ],
];

interface Link {
  readonly token: string;
  readonly approver: string;
  readonly version: number;
  used: boolean;
}

describe('editing, waiting, looking at links and approving by them, at random', () => {
  let broker: TestBroker;
  const people = new Map<string, Person>();

  beforeAll(async () => {
    broker = await TestBroker.start({ role: 'web' });
    for (const handle of PEOPLE) people.set(handle, await broker.signIn(handle));
  });
  afterAll(() => broker.stop());

  const person = (handle: string): Person => people.get(handle)!;

  /** What has to be true of one request, kept beside the product. */
  class Model {
    readonly links: Link[] = [];
    approved = new Set<string>();
    readonly lapsesAt = () => this.askedAt + DAY;
    private askedAt: number;

    private constructor(public request: Json) {
      this.askedAt = broker.clock.now().getTime();
    }

    static async begin(): Promise<Model> {
      const model = new Model(await person('lea').ask(WANTED));
      await model.takeLinks();
      return model;
    }

    get isOpen(): boolean {
      return this.approved.size < APPROVERS.length && broker.clock.now().getTime() < this.lapsesAt();
    }

    async edit(): Promise<void> {
      const wasOpen = this.isOpen;
      const { id, version, durationSeconds } = this.request;
      const wanted = durationSeconds === 600 ? 900 : 600;
      const { status, body } = await person('lea').patch(`/requests/${id}`, {
        version,
        durationSeconds: wanted,
      });
      expect(status === 200).toBe(wasOpen);
      if (!wasOpen) return;
      this.request = body;
      this.approved = new Set();
      this.askedAt = broker.clock.now().getTime();
      await this.takeLinks();
    }

    isUsable(one: Link): boolean {
      return this.isOpen && one.version === this.request.version && !one.used;
    }

    async look({ who: handle, link: index, method }: Step & { do: 'look' }): Promise<void> {
      const one = this.links.at(index);
      if (!one || index < 0) return;
      const answer = await person(handle).call(method, `/approval-links/${one.token}`);
      if (one.approver !== handle) expect(answer.status).toBe(404);
      else if (method === 'GET') expect(answer.body.isUsable).toBe(this.isUsable(one));
    }

    /** Whether that person's approval of what is asked now should count, by that link or without one. */
    private mayApprove(handle: string, one: Link | undefined): boolean {
      const isAsked = APPROVERS.some((approver) => approver === handle) && !this.approved.has(handle);
      return this.isOpen && isAsked && (!one || (one.approver === handle && this.isUsable(one)));
    }

    async approve({ who: handle, link: index, stale }: Step & { do: 'approve' }): Promise<void> {
      const one = index < 0 ? undefined : this.links.at(index);
      const version = stale ? this.request.version - 1 : this.request.version;
      const expected = !stale && this.mayApprove(handle, one);
      const answer: Answer = await person(handle).decide(this.request, 'approve', {
        version,
        ...(one && { linkToken: one.token }),
      });
      expect([answer.status < 300, answer.body?.code]).toEqual([
        expected,
        expected ? undefined : expect.any(String),
      ]);
      if (!expected) return;
      this.approved.add(handle);
      if (one) one.used = true;
    }

    /** I1, I2: access there is exactly when everybody approved what is asked now. */
    async holds(): Promise<void> {
      const [{ grants, approvals }] = await ask<{ grants: number; approvals: string[] }>(
        broker.database.url('sallyport'),
        `SELECT (SELECT count(*)::int FROM access_grant WHERE request_id = '${this.request.id}') AS grants,
           (SELECT coalesce(array_agg(p.handle ORDER BY p.handle), '{}') FROM approval a JOIN person p ON p.id = a.approver_id
            WHERE a.request_id = '${this.request.id}' AND a.request_version = ${this.request.version}) AS approvals`,
      );
      expect(approvals).toEqual([...this.approved].sort());
      expect(grants).toBe(this.approved.size === APPROVERS.length ? 1 : 0);
    }

    private async takeLinks(): Promise<void> {
      const { items } = (await person('lea').get(`/requests/${this.request.id}/approval-links`)).body;
      for (const approver of APPROVERS) {
        const found = items.find((item: Json) => item.approver.name === NAMES[approver]);
        const token = String(found.url).split('/').at(-1)!;
        this.links.push({ token, approver, version: this.request.version, used: false });
      }
    }
  }

  /** Whoever's session ran out meanwhile is signed in again, before a code is needed for anything else. */
  async function wait(hours: number): Promise<void> {
    broker.clock.advance(hours * HOUR);
    for (const one of people.values()) await one.get('/grants');
  }

  /** Nobody may have many requests open, and a run that failed left its own. */
  async function clear(): Promise<void> {
    for (const { id } of (await person('lea').get('/requests?state=pending')).body.items)
      await person('lea').post(`/requests/${id}/cancel`);
    for (const { id, may } of (await person('lea').get('/grants')).body.items)
      if (may.end) await person('lea').post(`/grants/${id}/end`);
  }

  async function play(steps: readonly Step[]): Promise<void> {
    await clear();
    const model = await Model.begin();
    for (const one of steps) {
      if (one.do === 'edit') await model.edit();
      if (one.do === 'wait') await wait(one.hours);
      if (one.do === 'look') await model.look(one);
      if (one.do === 'approve') await model.approve(one);
      await model.holds();
    }
  }

  it('I1 I2 I10 a link decides once, for its approver, for its version, for a day, and looking decides nothing', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), play), {
      numRuns: RUNS,
      examples: CERTAIN.map((steps): [readonly Step[]] => [steps]),
    });
  });
});
