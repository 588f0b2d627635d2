import { HOUR } from '../../../kernel';
import { applyPolicy, type Replacement } from '../../../../test/support/apply-policy';
import { TestBroker } from '../../../../test/support/broker';
import { type Json, Person } from '../../../../test/support/person';
import { ask } from '../../../../test/support/postgres-client';
import { signed } from '../../../../test/support/sign-what-was-sent';

jest.setTimeout(60_000);

describe('a second factor', () => {
  let broker: TestBroker;
  let milan: Person;
  let tomasz: Person;
  let hugo: Person;

  beforeAll(async () => {
    broker = await TestBroker.start({ role: 'web' });
    [milan, tomasz, hugo] = [
      await broker.signIn('milan'),
      await broker.signIn('tomasz'),
      await broker.signIn('hugo'),
    ];
  });
  afterAll(() => broker.stop());

  const WAY = '          - managerOf: requester\n';
  const dropFactor = (handle: string) =>
    ask(
      broker.database.url('sallyport'),
      `DELETE FROM totp_factor WHERE person_id = (SELECT id FROM person WHERE handle = '${handle}')`,
    );
  const withPasswordAlone = async (handle: string): Promise<Person> => {
    const person = new Person(broker, handle);
    expect((await person.giveNames()).status).toBe(200);
    return person;
  };
  const stateOf = async (person: Person): Promise<string> => (await person.get('/session')).body.state;
  const possibleApprovers = async (): Promise<string[]> => {
    const rows = await ask<{ handle: string }>(
      broker.database.url('sallyport'),
      `SELECT DISTINCT handle FROM person JOIN possible_approver ON person_id = id WHERE until > '${broker.clock.now().toISOString()}'`,
    );
    return rows.map(({ handle }) => handle).sort();
  };

  it.each([
    ['a job role', [[WAY, '          - jobRole: support-lead\n']], ['saoirse']],
    ['a name', [[WAY, '          - person: milan-oncall\n']], ['milan-oncall']],
    ['the one who is reported to', [], ['tomasz']],
    [
      'owning the system',
      [
        [WAY, '          - systemOwner: true\n'],
        ['owners: [hugo]', 'owners: [hugo, aino]'],
      ],
      ['aino'],
    ],
    [
      'an escalation',
      [
        [
          WAY,
          '          - jobRole: cto\n        escalateAfter: 2h\n        escalateTo:\n          - jobRole: support-lead\n',
        ],
      ],
      ['saoirse'],
    ],
  ] as [string, Replacement[], string[]][])(
    'is a must for who approves by %s, and for nobody else',
    async (_way, replacements, expected) => {
      // One more profile asks whoever the requester reports to.
      const elsewhere: Replacement[] = replacements.length === 0 ? [] : [[WAY, '          - jobRole: cto\n']];
      await applyPolicy(broker, ...replacements, ...elsewhere);
      expect(await possibleApprovers()).toEqual(['hugo', 'ines', 'lea', ...expected].sort());
    },
  );

  it('is a must for a stand-in as long as the absence lasts, from the next request on', async () => {
    await applyPolicy(broker);
    await dropFactor('aino');
    const aino = await withPasswordAlone('aino');
    expect(await stateOf(aino)).toBe('signed-in');
    const until = new Date(broker.clock.now().getTime() + HOUR).toISOString();
    const { items } = (await signed(tomasz, '/absences', { standIn: 'aino', until })).body;
    expect(await stateOf(aino)).toBe('enrolment-required');
    await tomasz.post(`/absences/${items[0].id}/end`);
    expect(await stateOf(aino)).toBe('signed-in');
  });

  it('that was just recovered approves nothing for a day, whatever the profile, and says no all the same', async () => {
    const request = await milan.ask({ profile: 'usage-metrics-read' });
    await ask(
      broker.database.url('sallyport'),
      `INSERT INTO privilege_hold (person_id, cause, began_at, until)
       SELECT id, 'recovery', now(), now() + interval '100 days' FROM person WHERE handle = 'tomasz'`,
    );
    expect(await tomasz.decide(request)).toMatchObject({
      status: 403,
      body: { code: 'identity.privileged_use_held' },
    });
    const denied = await tomasz.decide(request, 'deny', { reason: 'Not before somebody has seen me.' });
    expect(denied.body.state).toBe('denied');
  });

  it('of an approver is not enrolled with a stolen password', async () => {
    await dropFactor('tomasz');
    const thief = await withPasswordAlone('tomasz');
    expect((await thief.get('/session')).body).toMatchObject({
      state: 'enrolment-required',
      abilities: [],
      enrolmentAllowed: false,
    });
    expect(await thief.post('/factors/authenticator')).toMatchObject({
      status: 403,
      body: { code: 'identity.enrolment_code_needed' },
    });
    const { items } = (await hugo.get('/people/factors')).body;
    expect(items.find((one: Json) => one.handle === 'tomasz').required).toBe(true);
    expect(items.find((one: Json) => one.handle === 'milan').required).toBe(false);
  });
});
