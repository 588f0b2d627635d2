import { Command } from 'commander';
import { Client } from 'pg';
import { approvedGrant } from '../../test/builders/approved-grant';
import { TestBroker } from '../../test/support/broker';
import type { Person } from '../../test/support/person';
import { Redacted } from '../kernel';
import { Api } from './client/api';
import type { ClientContext } from './client/context';
import { endCommand } from './end.command';

jest.setTimeout(120_000);

describe('sallyport end', () => {
  let broker: TestBroker;
  let owner: Client;
  let hugo: Person;
  let token: string;

  beforeAll(async () => {
    broker = await TestBroker.start();
    owner = new Client({ connectionString: broker.database.url('sallyport') });
    await owner.connect();
    hugo = await broker.signIn('hugo');
    token = await makeToken(['read', 'grants']);
  });

  afterAll(async () => {
    await owner.end();
    await broker.stop();
  });

  const makeToken = async (scopes: string[]): Promise<string> => {
    const body = { name: `a terminal that may ${scopes.join(' and ')}`, scopes, expiresInDays: 1 };
    const { stepUp } = (await hugo.post('/api-tokens', body)).body;
    const header = await hugo.stepUp(stepUp.action, stepUp.subjectId, stepUp.digest);
    return (await hugo.post('/api-tokens', body, header)).body.token;
  };

  /** As in a process of its own, with somebody at the terminal who types what the authenticator shows. */
  const run = async (args: string[], as = token) => {
    const told = { printed: '', said: '', asked: '' };
    const context = {
      clock: broker.clock,
      signIns: { api: () => new Api(broker.url, new Redacted(as)) },
      print: (text: string) => void (told.printed += text),
      say: (text: string) => void (told.said += text),
      ask: (question: string) => {
        told.asked += question;
        return Promise.resolve(hugo.nextCode());
      },
    } as unknown as ClientContext;
    const program = new Command().exitOverride();
    endCommand(program, context);
    await program.parseAsync(['end', ...args, '--reason', 'A laptop was stolen on the train.'], {
      from: 'user',
    });
    return told;
  };
  const grantOf = (person: string): Promise<string> =>
    approvedGrant(owner, { person, approver: 'hugo', profile: 'customer-data-read', at: broker.clock.now() });
  const stateOf = async (id: string): Promise<string> =>
    (await owner.query('SELECT state FROM access_grant WHERE id = $1', [id])).rows[0].state;

  it('says what ends before it asks for the code, ends it, and waits for the proof', async () => {
    const id = await grantOf('lea');
    const { asked, printed } = await run(['person', 'lea', '--wait']);
    expect(asked).toContain('Léa Moreau: ends 1 grant of 1 person');
    expect(asked).toMatch(/fingerprint [0-9a-f]{12}/);
    expect(printed).toContain('Proved ended: 1 of 1 grants over');
    expect(await stateOf(id)).toBe('ended');
  });

  it('halts with everything, and prints JSON for programs', async () => {
    const { asked, printed } = await run(['all', '--wait', '--format', 'json']);
    expect(asked).toContain('until the halt is lifted');
    expect(JSON.parse(printed)).toMatchObject({ state: 'proved', grants: { total: 0, ended: 0 } });
    expect((await hugo.get('/attention')).body.halts).toMatchObject([{ scope: { kind: 'all' } }]);
  });

  it('I16 ends nothing for a token that may only read, nor for nobody that exists', async () => {
    const id = await grantOf('lea');
    await expect(run(['person', 'lea'], await makeToken(['read']))).rejects.toMatchObject({ exitCode: 4 });
    await expect(run(['person', 'nobody'])).rejects.toMatchObject({ exitCode: 5 });
    await expect(run(['person'])).rejects.toMatchObject({ exitCode: 2 });
    expect(await stateOf(id)).toBe('claimable');
  });
});
