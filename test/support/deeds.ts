import { DAY } from '../../src/kernel';
import type { TestBroker } from './broker';
import type { Answer, Json, Person } from './person';
import { signed } from './sign-what-was-sent';
import { mintStepUps } from './step-ups';

const PROFILES: Readonly<Record<string, string>> = {
  metrics: 'usage-metrics-read',
  logs: 'production-diagnostics',
  customers: 'customer-data-read',
};
const EMERGENCY = {
  profile: 'customer-data-read',
  reason: 'Everything is down at a hospital.',
  durationSeconds: 600,
};
const NOTE = { verdict: 'justified', note: 'The hospital confirmed that it was down.' };
const OPEN = ['scheduled', 'claimable', 'active'];

/** Subject, verb, object. Whatever is not possible at the moment is tried all the same. */
export const DEEDS: readonly string[] = [
  ...['metrics', 'logs'].flatMap((what) => [
    `milan asks ${what}`,
    `milan ends ${what}`,
    ...['tomasz', 'saoirse', 'lea', 'ines', 'milan-oncall'].map((one) => `${one} approves ${what}`),
  ]),
  ...['milan', 'lea', 'tomasz'].map((one) => `${one} takes metrics`),
  'tomasz leaves',
  'tomasz returns',
  ...['lea', 'hugo', 'milan'].map((one) => `${one} breaks customers`),
  ...['lea', 'hugo'].flatMap((one) => [`${one} takes customers`, `${one} ends customers`]),
  ...['lea', 'ines', 'milan'].map((one) => `${one} reviews customers`),
];

const approve = (what: string, ...by: string[]): string[] => by.map((one) => `${one} approves ${what}`);

/** Tried whatever chance brings; each comes to a log-in that is explained in another way. */
export const CERTAIN_DEEDS: readonly (readonly string[])[] = [
  [
    'milan asks metrics',
    ...approve('metrics', 'lea', 'milan-oncall', 'tomasz'),
    'milan takes metrics',
    ...approve('metrics', 'lea'),
    'milan takes metrics',
  ],
  [
    'tomasz leaves',
    'milan asks metrics',
    ...approve('metrics', 'saoirse', 'lea'),
    'tomasz returns',
    'milan takes metrics',
  ],
  [
    'milan asks logs',
    ...approve('logs', 'lea'),
    'milan asks metrics',
    ...approve('metrics', 'tomasz', 'lea'),
    'milan takes metrics',
    ...approve('metrics', 'ines'),
    'milan takes metrics',
  ],
  [
    'milan asks metrics',
    ...approve('metrics', 'tomasz', 'lea'),
    'milan asks logs',
    ...approve('logs', 'tomasz', 'ines'),
    'milan takes metrics',
  ],
  [
    'lea breaks customers',
    'hugo takes customers',
    'lea takes customers',
    'lea breaks customers',
    'lea ends customers',
    'lea reviews customers',
    'ines reviews customers',
    'lea breaks customers',
    'lea takes customers',
  ],
];

type Verb = (one: Person, what: string) => Promise<Answer | undefined>;

/** What people of the demonstration do, said in three words. */
export class Deeds {
  constructor(
    private readonly broker: () => TestBroker,
    private readonly person: (handle: string) => Person,
  ) {}

  try(deed: string): Promise<Answer | undefined> {
    const [one, verb, what = ''] = deed.split(' ');
    return this.verbs[verb](this.person(one), what);
  }

  /** Nobody is away, and every emergency is reviewed. */
  async settle(): Promise<void> {
    await this.try('tomasz returns');
    while ((await this.try('ines reviews customers'))?.status === 201);
  }

  private readonly verbs: Readonly<Record<string, Verb>> = {
    asks: async (one, what) =>
      (await this.waiting(what))
        ? undefined
        : one.post('/requests', { profile: PROFILES[what], justification: 'Tried at random.' }),
    approves: async (one, what) => {
      const request = await this.waiting(what);
      return request && one.decide(request);
    },
    takes: async (one, what) => {
      const grant = await this.grantOf(what);
      return grant && one.claim(grant);
    },
    ends: async (one, what) => {
      const grant = await this.grantOf(what);
      return grant && one.post(`/grants/${grant.id}/end`);
    },
    leaves: (one) => {
      const until = new Date(this.broker().clock.now().getTime() + DAY).toISOString();
      return signed(one, '/absences', { standIn: 'saoirse', until });
    },
    returns: async (one) => {
      for (const { id } of (await one.get('/absences')).body.items) await one.post(`/absences/${id}/end`);
      return undefined;
    },
    breaks: (one) => this.breakGlass(one),
    reviews: async (one) => {
      const { items } = (await this.person('ines').get('/break-glass')).body;
      const used = items.find(({ review }: Json) => !review);
      return used && signed(one, `/break-glass/${used.id}/review`, NOTE);
    },
  };

  private async waiting(what: string): Promise<Json> {
    const { items } = (await this.person('milan').get('/requests?state=pending')).body;
    return items.find(({ profile }: Json) => profile.key === PROFILES[what]);
  }

  /** Milan's, or an emergency of anybody: whoever is not its holder tries it too. */
  private async grantOf(what: string): Promise<Json> {
    for (const handle of what === 'customers' ? ['lea', 'hugo'] : ['milan']) {
      const { items } = (await this.person(handle).get('/grants')).body;
      const found = items.find(
        ({ profile, state }: Json) => profile.key === PROFILES[what] && OPEN.includes(state),
      );
      if (found) return found;
    }
    return undefined;
  }

  private async breakGlass(one: Person): Promise<Answer> {
    const first = await one.post('/break-glass', EMERGENCY);
    if (!first.body.stepUp) return first;
    const { database, clock } = this.broker();
    const url = database.url('sallyport');
    const [header] = await mintStepUps(url, one.handle, first.body.stepUp, clock.now(), 1, 'passkey');
    return one.post('/break-glass', EMERGENCY, header);
  }
}
