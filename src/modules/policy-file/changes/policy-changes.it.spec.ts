import { readFileSync } from 'node:fs';
import pg from 'pg';
import { applyPolicy } from '../../../../test/support/apply-policy';
import { TestBroker } from '../../../../test/support/broker';
import type { Json, Person } from '../../../../test/support/person';
import {
  approve,
  HER_ADDRESS,
  LONGER,
  MILAN_LEADS,
  MORE_FOR_ENGINEERS,
  propose,
  REASON,
  replaced,
  type Replacement,
  stop,
  WORDS,
} from '../../../../test/support/propose-change';
import { RulesOnRecord } from '../../../../test/support/rules-on-record';
import { signed } from '../../../../test/support/sign-what-was-sent';
import { DAY, HOUR } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { ApplyAsOperator } from '../apply-as-operator';
import { SettleChangesJob } from './settle-changes.job';

jest.setTimeout(120_000);

const OPERATOR = systemActor('policy-file.command');

let broker: TestBroker;
let owner: pg.Client;
let record: RulesOnRecord;
let hugo: Person;
let lea: Person;
let ines: Person;
let original: string;

beforeAll(async () => {
  broker = await TestBroker.start({ role: 'web' });
  owner = new pg.Client({ connectionString: broker.database.url('sallyport') });
  await owner.connect();
  record = new RulesOnRecord(broker, owner);
  original = readFileSync(broker.environment.policyFile, 'utf8');
  [hugo, lea, ines] = [await broker.signIn('hugo'), await broker.signIn('lea'), await broker.signIn('ines')];
});
afterAll(async () => {
  await owner.end();
  await broker.stop();
});
afterEach(async () => {
  await owner.query(
    `UPDATE policy_change SET state = 'void', file = NULL, settled_at = proposed_at WHERE state IN ('proposed', 'approved')`,
  );
  await owner.query('DELETE FROM person_hold');
  await owner.query('UPDATE person SET status = said_status');
  await applyPolicy(broker);
});

const fileWith = (...replacements: readonly Replacement[]): string => replaced(original, ...replacements);
const settle = (): Promise<void> => broker.get(SettleChangesJob).run();
const stateOf = async ({ id }: Json): Promise<string> => (await ines.get(`/policy-changes/${id}`)).body.state;
const OVER = 'A change of the rules does not come into force';

describe('an ordinary change of the rules', () => {
  it('comes into force once somebody else has approved it, and its file is forgotten', async () => {
    const change = await propose(hugo, fileWith(WORDS));
    expect(change).toMatchObject({
      reach: 'ordinary',
      overseen: false,
      headline: 'Job role support-lead: title “support lead” → “head of support”',
      waitingFor: 'Waiting for one approver (the CTO, the tech lead or the data protection officer).',
      may: { approve: false, whyNot: expect.stringContaining('You proposed'), stop: 'withdraw' },
    });
    expect((await lea.get(`/policy-changes/${change.id}/file`)).body.text).toBe(fileWith(WORDS));
    expect(await approve(lea, change)).toMatchObject({ status: 200, body: { state: 'approved' } });
    await settle();
    expect(await stateOf(change)).toBe('in-force');
    expect((await owner.query(`SELECT title FROM job_role WHERE key = 'support-lead'`)).rows).toEqual([
      { title: 'head of support' },
    ]);
    expect((await lea.get(`/policy-changes/${change.id}/file`)).body.text).toBeNull();
  });

  it('I1 is approved by nobody who proposed it or gains by it, and the attempt is an alert', async () => {
    const change = await propose(hugo, fileWith(LONGER));
    expect((await approve(hugo, change)).body.code).toBe('policy.own_change');
    expect((await approve(lea, change)).body.code).toBe('policy.gains_by_change');
    expect((await record.events('policy.approval_refused')).slice(-2)).toMatchObject([
      { severity: 'alert', data: { code: 'policy.own_change' } },
      { severity: 'alert', data: { code: 'policy.gains_by_change' } },
    ]);
    const hugoId = (await owner.query(`SELECT id FROM person WHERE handle = 'hugo'`)).rows[0].id as string;
    await expect(
      owner.query(
        `INSERT INTO policy_change_approval VALUES ($1, $2, 'digest', '2026-01-01', '2026-01-01')`,
        [change.id, hugoId],
      ),
    ).rejects.toMatchObject({ constraint: 'policy_change_never_by_its_proposer' });
    expect((await approve(ines, change)).status).toBe(200);
  });

  it('I1 needs a second factor over exactly the file and the difference, once', async () => {
    const change = await propose(hugo, fileWith(WORDS));
    const other = await propose(lea, fileWith(LONGER));
    const path = `/policy-changes/${change.id}/approve`;
    const body = { digest: change.approveDigest };
    expect((await ines.post(path, body)).status).toBe(401);
    const header = await ines.stepUp('policy.approve-change', other.id, other.approveDigest);
    expect((await ines.post(path, body, header)).status).toBe(401);
    expect((await ines.post(path, { digest: other.approveDigest }, header)).body.code).toBe(
      'policy.change_not_as_shown',
    );
    const stopping = await ines.stepUp('policy.stop-change', change.id, change.stopDigest);
    expect((await ines.post(path, body, stopping)).status).toBe(401);
    const own = await ines.stepUp('policy.approve-change', change.id, change.approveDigest);
    const both = await Promise.all([ines.post(path, body, own), ines.post(path, body, own)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, expect.any(Number)]);
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('is void when other rules come into force first, and approving it then is refused', async () => {
    const change = await propose(hugo, fileWith(WORDS));
    await applyPolicy(broker, LONGER);
    expect(await stateOf(change)).toBe('void');
    expect((await approve(lea, change)).body).toMatchObject({ code: 'policy.change_not_waiting' });
    expect(await record.toldOf(change, OVER)).toEqual(['hugo.brandt@marelle.example']);
  });

  it('is refused by name where the file is faulty, the same, proposed already, or one too many', async () => {
    const send = async (file: string, reason = REASON) =>
      (await hugo.post('/policy-changes', { file, reason })).body.code as string;
    expect(await send('version: 2')).toBe('policy_file.refused');
    expect(await send(`${original}\n# a remark\n`)).toBe('policy.nothing_to_change');
    expect(await send('')).toBe('request.invalid');
    expect(await send(fileWith(WORDS), '............')).toBe('request.invalid');
    await propose(hugo, fileWith(WORDS));
    expect(await send(fileWith(WORDS))).toBe('policy.change_proposed_already');
    await propose(hugo, fileWith(LONGER));
    await propose(hugo, fileWith(WORDS, LONGER));
    expect(await send(fileWith(HER_ADDRESS))).toBe('policy.too_many_changes');
    const milan = await broker.signIn('milan');
    expect((await milan.post('/policy-changes', { file: original, reason: REASON })).status).toBe(403);
    expect((await milan.get('/policy-changes')).status).toBe(403);
    expect((await ines.post('/policy-changes', { file: original, reason: REASON })).status).toBe(403);
  });

  it('lapses after seven days, and whoever proposed it may withdraw it before', async () => {
    const [late, withdrawn] = [await propose(hugo, fileWith(WORDS)), await propose(hugo, fileWith(LONGER))];
    expect(await stop(hugo, withdrawn)).toMatchObject({ body: { state: 'withdrawn' } });
    broker.clock.advance(7 * DAY);
    expect((await approve(lea, late)).body.code).toBe('policy.change_not_waiting');
    await settle();
    expect(await stateOf(late)).toBe('lapsed');
    expect(await record.toldOf(late, OVER)).toEqual(['hugo.brandt@marelle.example']);
    expect((await stop(lea, late)).body.code).toBe('policy.change_over');
  });
});

describe('I18 a change of the circle', () => {
  it('needs two, one of them the data protection officer, is told to all, and waits a day', async () => {
    const change = await propose(hugo, fileWith(MILAN_LEADS));
    expect(change).toMatchObject({ reach: 'circle', headline: 'Milan Novotny gains the job role tech lead' });
    expect((await approve(lea, change)).body).toMatchObject({
      state: 'proposed',
      waitingFor: 'Waiting for the data protection officer.',
    });
    expect((await approve(lea, change)).body.code).toBe('policy.change_approved_already');
    const { effectiveAt, approvedAt } = (await approve(ines, change)).body;
    expect(Date.parse(effectiveAt) - Date.parse(approvedAt)).toBe(DAY);
    const told = await record.mails();
    for (const [what, addresses] of [
      ['is proposed', ['lea.moreau@', 'ines.duarte@', 'milan.novotny@']],
      ['is approved', ['hugo.brandt@', 'lea.moreau@', 'ines.duarte@', 'milan.novotny@']],
    ] as const) {
      const to = told.filter(({ subject }) => subject === `A change of the personal-data circle ${what}`);
      expect(to.map((mail) => mail.to)).toEqual(
        expect.arrayContaining(addresses.map((address) => `${address}marelle.example`)),
      );
    }

    await settle();
    broker.clock.advance(DAY - HOUR);
    await settle();
    expect(await record.rolesOf('milan')).toEqual(['engineer']);
    broker.clock.advance(HOUR);
    await Promise.all([settle(), settle(), settle()]);
    expect(await record.rolesOf('milan')).toEqual(['tech-lead']);
    expect(
      (await record.events('policy.change_in_force')).filter(({ subject }) => subject.id === change.id),
    ).toHaveLength(1);
  });

  it.each<[string, () => Person]>([
    ['the CTO', () => hugo],
    ['the tech lead whose own address it is', () => lea],
    ['the data protection officer', () => ines],
  ])('can be stopped until its moment by %s', async (_, who) => {
    await applyPolicy(broker, ['title: CTO', 'title: Chief']);
    const change = await proposedAndApproved();
    expect(await stop(who(), change)).toMatchObject({ status: 200, body: { state: 'stopped' } });
    broker.clock.advance(2 * DAY);
    await settle();
    expect(await record.rolesOf('milan')).toEqual(['engineer']);
    expect((await record.events('policy.change_stopped')).at(-1)).toMatchObject({
      data: { reach: 'circle' },
    });
  });

  const proposedAndApproved = async (): Promise<Json> => {
    const change = await propose(hugo, fileWith(MILAN_LEADS));
    await approve(lea, change);
    return (await approve(ines, change)).body;
  };

  it('does not come into force when an approver may not approve any more', async () => {
    const change = await proposedAndApproved();
    expect(
      (await signed(hugo, '/people/lea/suspend', { reason: 'Their laptop was stolen on the train.' })).status,
    ).toBe(200);
    broker.clock.advance(DAY);
    await settle();
    expect((await ines.get(`/policy-changes/${change.id}`)).body).toMatchObject({
      state: 'void',
      settledBecause: expect.stringContaining('An approval does not count any more'),
    });
    expect(await record.rolesOf('milan')).toEqual(['engineer']);
  });

  it.each<[string, () => string]>([
    [
      'by what it says',
      () =>
        fileWith([
          '    jobRoles: [engineer]\n    manager: tomasz',
          '    jobRoles: [cto]\n    manager: tomasz',
        ]),
    ],
    ['by a remark alone', () => `${fileWith(MILAN_LEADS)}# A remark.\n`],
  ])('does not come into force with another file than the one that was approved, %s', async (_, file) => {
    const change = await proposedAndApproved();
    await owner.query('UPDATE policy_change SET file = $2 WHERE id = $1', [change.id, Buffer.from(file())]);
    broker.clock.advance(DAY);
    await settle();
    expect(await stateOf(change)).toBe('void');
    expect(await record.rolesOf('milan')).toEqual(['engineer']);
  });

  it('does not come into force when somebody else has the name by then whom it speaks of', async () => {
    const newcomer = '  wanda: { name: Wanda, email: wanda@marelle.example, jobRoles: [tech-lead] }\n';
    const change = await propose(hugo, fileWith(['\npeople:\n', `\npeople:\n${newcomer}`]));
    await approve(lea, change);
    await approve(ines, change);
    await owner.query(
      `INSERT INTO person (id, handle, name, email, status, said_status, source, created_at, updated_at)
       VALUES (gen_random_uuid(), 'wanda', 'Wanda', 'wanda@marelle.example', 'active', 'active', 'scim', now(), now())`,
    );
    broker.clock.advance(DAY);
    await settle();
    expect((await ines.get(`/policy-changes/${change.id}`)).body).toMatchObject({
      state: 'void',
      settledBecause: expect.stringContaining('would do something else than is shown'),
    });
    expect(await record.rolesOf('wanda')).toEqual([]);
  });

  it('is not approved by whoever gains, though the CTO proposes it', async () => {
    const change = await propose(hugo, fileWith(HER_ADDRESS));
    expect(change).toMatchObject({ reach: 'circle', overseen: true, impossible: true });
    expect((await approve(lea, change)).body.code).toBe('policy.gains_by_change');
  });
});

describe('I18 a change that concerns personal data', () => {
  it('needs the data protection officer, is told to the circle, and can be stopped for a day', async () => {
    const change = await propose(hugo, fileWith(MORE_FOR_ENGINEERS));
    expect(change).toMatchObject({
      reach: 'personal-data',
      waitingFor: 'Waiting for the data protection officer.',
    });
    expect((await approve(lea, change)).body.code).toBe('policy.gains_by_change');
    const { state, effectiveAt, approvedAt } = (await approve(ines, change)).body;
    expect([state, Date.parse(effectiveAt) - Date.parse(approvedAt)]).toEqual(['approved', DAY]);
    expect(await record.toldOf(change, 'A change that concerns personal data is approved')).toEqual([
      'hugo.brandt@marelle.example',
      'ines.duarte@marelle.example',
      'lea.moreau@marelle.example',
    ]);
    await settle();
    expect(await record.rightsOf('metrics-reader')).toEqual(['metrics_reader']);
    expect(await stop(lea, change)).toMatchObject({ body: { state: 'stopped' } });
  });

  it('comes into force by no file of the server, whatever the rules say of other changes', async () => {
    const trusting = ['withoutApproval: narrowing', 'withoutApproval: ordinary'] as const;
    await applyPolicy(broker, trusting);
    const text = fileWith(trusting, MORE_FOR_ENGINEERS);
    expect(await broker.get(ApplyAsOperator).run(OPERATOR, record.sound(text))).toMatchObject({
      outcome: 'waits',
    });
    expect(await record.rightsOf('metrics-reader')).toEqual(['metrics_reader']);
  });
});

describe('a file that comes by the server itself', () => {
  const apply = (text: string) => broker.get(ApplyAsOperator).run(OPERATOR, record.sound(text));

  it('is applied at once where it only takes away', async () => {
    expect(await apply(fileWith(['    jobRoles: [support-lead]\n', '']))).toMatchObject({
      outcome: 'applied',
    });
    expect(await record.rolesOf('saoirse')).toEqual([]);
  });

  it('is proposed else, once, and needs two since nobody knows whose it is', async () => {
    const first = await apply(fileWith(WORDS));
    expect(await apply(fileWith(WORDS))).toMatchObject({ outcome: 'waits', changeId: first.changeId });
    const { body: change } = await hugo.get(`/policy-changes/${first.changeId}`);
    expect(change).toMatchObject({ proposedBy: null, waitingFor: expect.stringContaining('two approvers') });
    expect((await approve(hugo, change)).body.state).toBe('proposed');
    expect(await stop(lea, change)).toMatchObject({
      body: { state: 'denied', settledBy: { name: 'Léa Moreau' } },
    });
    expect(await apply(fileWith(WORDS))).toMatchObject({ outcome: 'closed', changeId: first.changeId });
  });

  it('I18 never widens the circle at a start, and says so', async () => {
    const outcome = await apply(fileWith(MILAN_LEADS));
    expect(outcome).toMatchObject({ outcome: 'waits' });
    expect(await record.rolesOf('milan')).toEqual(['engineer']);
  });

  it('I18 widens it by the loud way alone: an alert, and everybody is told at the address before and after', async () => {
    await broker
      .get(ApplyAsOperator)
      .byOperator(OPERATOR, record.sound(fileWith(HER_ADDRESS)), 'The founder is alone.');
    expect((await record.events('policy.applied_by_operator')).at(-1)).toMatchObject({
      severity: 'alert',
      data: { reach: 'circle', reason: 'The founder is alone.' },
    });
    const subject = 'A change of the personal-data circle was made without an approval';
    expect((await record.mails()).filter((mail) => mail.subject === subject).map(({ to }) => to)).toEqual(
      expect.arrayContaining([
        'hugo.brandt@marelle.example',
        'ines.duarte@marelle.example',
        'lea.moreau@marelle.example',
        'l.moreau@marelle.example',
      ]),
    );
  });
});
