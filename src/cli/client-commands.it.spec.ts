import { Client } from 'pg';
import { approvedGrant } from '../../test/builders/approved-grant';
import { losesFirstAnswer } from '../../test/peers/loses-first-answer';
import { TestBroker } from '../../test/support/broker';
import { runCommand, type Told } from '../../test/support/command-line';
import type { Json, Person } from '../../test/support/person';
import { absenceCommand } from './absence.command';
import { fingerprint } from './client/words';
import { doneCommand } from './done.command';
import { endCommand } from './end.command';
import { lsCommand } from './ls.command';
import { requestCommand } from './request.command';
import { reviewCommand } from './review.command';
import { searchCommand } from './search.command';

jest.setTimeout(120_000);

const PROFILE = 'customer-data-read';
const REASON = 'Invoice 4711 of a customer shows the wrong total, see the ticket.';

const ASK = [requestCommand, searchCommand, lsCommand, reviewCommand];
const ADD = [...ASK, doneCommand, endCommand, absenceCommand];

describe('commands at a broker', () => {
  let broker: TestBroker;
  let owner: Client;
  let lea: Person;
  let hugo: Person;
  let leas: string;
  let hugos: string;

  beforeAll(async () => {
    broker = await TestBroker.start();
    owner = new Client({ connectionString: broker.database.url('sallyport') });
    await owner.connect();
    lea = await broker.signIn('lea');
    hugo = await broker.signIn('hugo');
    leas = await lea.apiToken(['read', 'requests', 'grants']);
    hugos = await hugo.apiToken(['read', 'approvals', 'grants']);
  });

  afterAll(async () => {
    await owner.end();
    await broker.stop();
  });

  interface At {
    readonly as?: string;
    readonly types?: (question: string) => string | Promise<string>;
    readonly told?: Told;
    readonly hears?: (said: string) => void;
  }
  const run = (words: string[], { as = leas, types, told, hears }: At = {}) =>
    runCommand(
      (program, context) => {
        for (const add of ADD) add(program, context);
      },
      words,
      { url: broker.url, token: as, clock: broker.clock, types, hears },
      told,
    );
  const json = async (words: string[], at?: At): Promise<Json> =>
    JSON.parse((await run([...words, '--format', 'json'], at)).printed);
  const waiting = async (): Promise<Json[]> => (await lea.get('/requests?state=pending')).body.items;
  const closeAll = async (): Promise<void> => {
    for (const { id } of await waiting()) await lea.post(`/requests/${id}/cancel`);
  };
  /** Somebody decides as soon as the command says that it waits. */
  const decides = (decision: 'approve' | 'deny', changes: object = {}) => {
    let decided = false;
    return () => {
      if (decided) return;
      decided = true;
      void waiting().then(([request]) => hugo.decide(request, decision, changes));
    };
  };
  const answersLink = (by: Person, decision: 'confirm' | 'refuse') => (said: string) =>
    by.answerConfirmLink(said, decision);

  const grantOf = (person: string): Promise<string> =>
    approvedGrant(owner, { person, approver: 'hugo', profile: 'customer-data-read', at: broker.clock.now() });
  const stateOf = async (id: string): Promise<string> =>
    (await owner.query('SELECT state FROM access_grant WHERE id = $1', [id])).rows[0].state;

  describe('sallyport search and ls', () => {
    it('find a profile by every word that is said, and say who may ask', async () => {
      expect((await json(['search', 'CUSTOMER', 'data'])).map(({ key }: Json) => key)).toContain(PROFILE);
      const line = (await run(['search', PROFILE])).printed;
      expect(line.split('\t')).toEqual([
        PROFILE,
        expect.any(String),
        expect.any(String),
        expect.any(String),
        'yes\n',
      ]);
      expect((await run(['search', 'unicorn'], { types: String })).printed).toBe(
        'Nothing speaks of “unicorn”.\n',
      );
    });

    it('are columns for a person and a line each for a program', async () => {
      expect((await run(['ls'], { types: String })).printed).toMatch(
        /^Your grants\n {2}none\nYou may ask for\n/,
      );
      expect((await run(['ls'])).printed).toContain(`profile\t${PROFILE}\t`);
    });
  });

  describe('sallyport request', () => {
    afterEach(closeAll);

    it('asks, shows, lists and takes back, by id and by profile', async () => {
      const asked = await json(['request', PROFILE, '--reason', REASON, '--duration', '10m']);
      expect(asked).toMatchObject({ state: 'pending', durationSeconds: 600, justification: REASON });
      const shown = (await run(['request', 'show', asked.id])).printed;
      expect(shown).toContain(fingerprint(asked.digest));
      expect(shown).toContain('Hugo');
      expect((await json(['request', 'ls', '--state', 'pending'])).map(({ id }: Json) => id)).toEqual([
        asked.id,
      ]);
      expect((await run(['request', 'show', `${broker.url}/requests/${asked.id}?open=extend`])).printed).toBe(
        shown,
      );
      expect((await run(['request', 'cancel', PROFILE])).printed).toContain('Taken back');
      await expect(run(['request', 'cancel', PROFILE])).rejects.toMatchObject({ exitCode: 5 });
      await expect(run(['request', 'cancel', asked.id])).rejects.toMatchObject({ exitCode: 6 });
    });

    it('asks at the terminal for what was left out, again where the answer is none', async () => {
      const answers = ['nothing', PROFILE, 'short', REASON, 'no ticket', 'SUP-4711', 'a while', '9d', '20m'];
      const { said, questions } = await run(['request'], { types: () => answers.shift() ?? '' });
      expect(said).toContain('There is no “nothing” in the list.');
      expect(said).toContain('“a while” is no length of time.');
      expect(questions.at(-1)).toContain('For how long?');
      expect(await waiting()).toMatchObject([
        { durationSeconds: 1_200, ticket: 'SUP-4711', justification: REASON },
      ]);
    });

    it('I14 is sent again under the same key when the answer was lost, and asks once', async () => {
      const proxy = await losesFirstAnswer(broker.url);
      const asked = await runCommand(
        requestCommand,
        ['request', PROFILE, '--reason', REASON, '--format', 'json'],
        { url: proxy.url, token: leas, clock: broker.clock },
      ).finally(proxy.stop);
      expect(proxy.lost()).toBe(1);
      expect((await waiting()).map(({ id }) => id)).toEqual([JSON.parse(asked.printed).id]);
    });

    it.each([
      [['request'], 2, '--reason'],
      [['request', PROFILE], 2, '--reason'],
      [['request', PROFILE, '--reason', REASON, '--duration', '90'], 2, '1h30m'],
      [['request', PROFILE, '--reason', REASON, '--start', 'soon'], 2, 'tomorrow 09:00'],
      [['request', PROFILE, '--reason', REASON, '--duration', '90d'], 2, '2 hours'],
      [['request', 'customer-data-raed', '--reason', REASON], 5, `Did you mean ${PROFILE}?`],
      [['request', 'show', 'unicorn'], 5, 'sallyport request ls'],
      [['request', 'extend', PROFILE, '--duration', '5m', '--reason', REASON], 5, 'can be extended'],
    ])('%j ends with exit code %i and says what to do', async (words, exitCode, sentence) => {
      await expect(run(words)).rejects.toMatchObject({
        exitCode,
        message: expect.stringContaining(sentence),
      });
      expect(await waiting()).toEqual([]);
    });

    it('says which scope is missing, and how to get it', async () => {
      const reads = await lea.apiToken(['read']);
      const asking = run(['request', PROFILE, '--reason', REASON], { as: reads });
      await expect(asking).rejects.toMatchObject({
        exitCode: 4,
        message: expect.stringMatching(/the scope “requests”.*\/security.*sallyport login/),
      });
    });

    it('with --wait shows who is asked, and ends with 9 and the reason when it is denied', async () => {
      const told: Told = { printed: '', said: '', questions: [] };
      const hears = decides('deny', { reason: 'Take the anonymised copy.' });
      const asking = run(['request', PROFILE, '--reason', REASON, '--wait'], { told, hears });
      await expect(asking).rejects.toMatchObject({
        exitCode: 9,
        message: expect.stringContaining('“Take the anonymised copy.”'),
      });
      expect(told.said).toMatch(/Asked: Hugo/);
      expect(told.printed).toContain('denied');
    });

    it('with --wait ends with 10 when nobody decides', async () => {
      const asked = await lea.ask();
      await owner.query("UPDATE access_request SET state = 'lapsed', decided_at = now() WHERE id = $1", [
        asked.id,
      ]);
      await expect(run(['request', 'show', asked.id, '--wait'])).rejects.toMatchObject({ exitCode: 10 });
      await expect(run(['request', 'show', asked.id])).resolves.toBeDefined();
    });
  });

  describe('sallyport review', () => {
    afterEach(closeAll);

    it('lists what waits and shows one whole, and approves it as confirmed in the browser', async () => {
      const asked = await lea.ask();
      expect((await run(['review'], { as: hugos })).printed).toContain(asked.id);
      expect((await run(['review', asked.id], { as: hugos })).printed).toContain(REASON);
      const approved = await json(['review', asked.id, '--approve'], {
        as: hugos,
        hears: (text) => void answersLink(hugo, 'confirm')(text),
      });
      expect(approved).toMatchObject({
        state: 'approved',
        decisions: [{ approver: { name: 'Hugo Brandt' } }],
      });
      await run(['done', approved.grant.id, '--wait']);
    });

    it('decides nothing when the browser says no, nor for anybody but the one who is asked', async () => {
      const { id } = await lea.ask();
      const refused = run(['review', id, '--approve'], {
        as: hugos,
        hears: (text) => void answersLink(hugo, 'refuse')(text),
      });
      await expect(refused).rejects.toMatchObject({
        exitCode: 4,
        message: 'This was refused in the browser.',
      });
      const own = run(['review', id, '--approve', '--code'], {
        as: await lea.apiToken(['read', 'approvals']),
        types: () => Promise.reject(new Error('A second factor was asked for in vain.')),
      });
      await expect(own).rejects.toMatchObject({
        exitCode: 4,
        message: expect.stringContaining('It is not yours to approve. Waiting for'),
      });
      expect((await waiting()).map((request) => request.id)).toEqual([id]);
    });

    it('I2 takes a code at the terminal, too, for what was read and for nothing that it became', async () => {
      const { id } = await lea.ask();
      const changed = run(['review', id, '--approve', '--code'], {
        as: hugos,
        types: async () => {
          await lea.patch(`/requests/${id}`, { version: 1, durationSeconds: 900 });
          return hugo.nextCode();
        },
      });
      await expect(changed).rejects.toMatchObject({ exitCode: 6 });
      const answers = ['deny', 'Take the anonymised copy.'];
      const { said, printed } = await run(['review', id], {
        as: hugos,
        types: () => answers.shift() ?? hugo.nextCode(),
        hears: (text) => void answersLink(hugo, 'confirm')(text),
      });
      expect(said).toContain('15 minutes from the first use');
      expect(printed).toContain('Denied: Léa Moreau');
    });

    it.each([
      [['review', '--approve'], 'lists them'],
      [['review', '01a21f85-9da9-76b8-9fb9-fd374faa4faf', '--approve', '--deny'], 'not both'],
    ])('%j is not understood', async (words, sentence) => {
      await expect(run(words, { as: hugos })).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining(sentence),
      });
    });
  });

  describe('from the yes to the end', () => {
    it('--wait ends with 0 at the yes, more time is asked for, and done gives it back with the proof', async () => {
      const hears = decides('approve');
      const { id, grant } = await json(['request', PROFILE, '--reason', REASON, '--wait'], { hears });
      expect((await run(['ls'])).printed).toContain(`grant\t${PROFILE}\tclaimable\t`);
      const claimed = (await lea.get(`/grants/${grant.id}`)).body;
      expect((await lea.claim(claimed)).status).toBe(201);
      const more = await json(['request', 'extend', PROFILE, '--duration', '5m', '--reason', REASON]);
      expect(more).toMatchObject({ state: 'pending', extension: { grantId: grant.id } });
      const page = `${broker.url}/requests/${id}`;
      const { printed } = await run(['done', page, '--wait', '--note', 'The total is right again.']);
      expect(printed).toMatch(/is over\.\n.*absent.*read /s);
      await expect(run(['done', PROFILE])).rejects.toMatchObject({ exitCode: 5 });
    });

    it('I16 gives back nothing of somebody else', async () => {
      const id = await grantOf('lea');
      const milan = await broker.signIn('milan');
      await expect(run(['done', id], { as: await milan.apiToken(['read', 'grants']) })).rejects.toMatchObject(
        { exitCode: 5 },
      );
      expect(await stateOf(id)).toBe('claimable');
      await run(['done', id, '--wait']);
    });
  });

  describe('sallyport absence', () => {
    const absence = (words: string[], as = hugos) =>
      run(['absence', ...words], { as, types: () => hugo.nextCode() });

    it('names who stands in with a code, shows it, and ends it', async () => {
      const { questions } = await absence(['add', 'ines', '--until', '+8h']);
      expect(questions).toEqual([expect.stringContaining('ines approves in your place')]);
      expect((await run(['absence', 'ls'], { as: hugos })).printed).toMatch(/^You\tInes Duarte\t/);
      expect((await absence(['end'])).printed).toContain('nobody stands in');
      await expect(absence(['end'])).rejects.toMatchObject({ exitCode: 5 });
    });

    it('asks for no code where something else is wrong, and takes none of a token that decides nothing', async () => {
      const types = jest.fn(() => hugo.nextCode());
      const add = (...words: string[]) => run(['absence', 'add', ...words], { as: hugos, types });
      await expect(add('hugo', '--until', '+8h')).rejects.toMatchObject({ exitCode: 6 });
      await expect(add('ines', '--until', 'never')).rejects.toMatchObject({ exitCode: 2 });
      await expect(absence(['add', 'hugo', '--until', '+8h'], leas)).rejects.toMatchObject({ exitCode: 4 });
      expect(types).not.toHaveBeenCalled();
    });
  });

  describe('sallyport end', () => {
    const end = (words: string[], as = hugos) =>
      run(['end', ...words, '--reason', 'A laptop was stolen on the train.'], {
        as,
        types: () => hugo.nextCode(),
      });

    it('says what ends before it asks for the code, ends it, and waits for the proof', async () => {
      const id = await grantOf('lea');
      const { questions, printed } = await end(['person', 'lea', '--wait']);
      expect(questions).toEqual([expect.stringContaining('Léa Moreau: ends 1 grant of 1 person')]);
      expect(questions[0]).toMatch(/fingerprint ([0-9a-f]{4} ){3}[0-9a-f]{4}\./);
      expect(printed).toContain('Proved ended: 1 of 1 grants over');
      expect(await stateOf(id)).toBe('ended');
    });

    it('halts with everything, and prints JSON for programs', async () => {
      const { questions, printed } = await end(['all', '--wait', '--format', 'json']);
      expect(questions[0]).toContain('until the halt is lifted');
      expect(JSON.parse(printed)).toMatchObject({ state: 'proved', grants: { total: 0, ended: 0 } });
      expect((await hugo.get('/attention')).body.halts).toMatchObject([{ scope: { kind: 'all' } }]);
    });

    it('I16 ends nothing for a token that may only read, nor for nobody that exists', async () => {
      const id = await grantOf('lea');
      await expect(end(['person', 'lea'], await hugo.apiToken(['read']))).rejects.toMatchObject({
        exitCode: 4,
      });
      await expect(end(['person', 'nobody'])).rejects.toMatchObject({ exitCode: 5 });
      await expect(end(['person'])).rejects.toMatchObject({ exitCode: 2 });
      expect(await stateOf(id)).toBe('claimable');
    });
  });
});
