import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '../../../src/platform/embedded-postgres/process-identity';
import { BrokerProcess } from '../../support/broker-process';
import { type Json, Person } from '../../support/person';
import { freePort } from '../../support/ports';
import { eventually } from '../../support/postgres-client';
import { childrenOf } from '../../support/process-tree';
import { clockOfTwoCodes } from './real-time';

jest.setTimeout(180_000);

/** `npm start` on an empty folder: two PostgreSQL servers, a reaper, an AWS account, and the broker that started them. */
describe('a demonstration with its own servers', () => {
  let folder: string;
  let listen: string;
  let broker: BrokerProcess | undefined;
  let lea: Person;
  let request: Json;
  /** Process ids of all that was ever started, but for the brokers. */
  const started = new Set<number>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sallyport-embedded-'));
    listen = `127.0.0.1:${await freePort()}`;
  });

  afterAll(async () => {
    if (broker?.running) await broker.stop();
    for (const pid of alive()) process.kill(pid, 'SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const start = async (): Promise<BrokerProcess> => {
    broker = await BrokerProcess.start({ SALLYPORT_DATA_DIR: folder, SALLYPORT_LISTEN: listen });
    for (const pid of await childrenOf(broker.pid)) started.add(pid);
    return broker;
  };
  const alive = (): number[] => [...started].filter((pid) => commandLine(pid) !== '');
  const commands = (): string[] => alive().map(commandLine);
  const playsAws = (command: string): boolean => /peers\/aws\/main\.js/.test(command);

  const secretsOf = (handle: string) =>
    JSON.parse(readFileSync(join(folder, 'demo', 'people.json'), 'utf8'))[handle];
  const requests = async (): Promise<string[]> =>
    (await lea.get('/requests')).body.items.map(({ id }: Json) => id);

  it('starts from nothing, says how to sign in, and SIGTERM leaves no process behind', async () => {
    const first = await start();
    expect(commands().filter((command) => /postgres -D/.test(command))).toHaveLength(2);
    expect(commands().filter((command) => / reaper /.test(command))).toHaveLength(1);
    expect(commands().filter(playsAws)).toHaveLength(1);
    // Ready a moment before it says so.
    const welcome = await eventually(
      () => Promise.resolve(first.output),
      (output) => output.includes(`Sallyport runs at ${first.url}`),
    );
    expect(welcome).toContain(secretsOf('lea').password);
    lea = await Person.signIn({ url: first.url, clock: await clockOfTwoCodes(), secretsOf }, 'lea');
    request = await lea.ask();
    expect(await first.stop()).toBe(0);
    expect(commands()).toEqual([]);
  });

  it('finds its data at the next start', async () => {
    await start();
    expect(await requests()).toEqual([request.id]);
  });

  it('killed with -9 it leaves the servers and their guard alone, and the next start goes on with them', async () => {
    const guarded = alive().filter((pid) => !playsAws(commandLine(pid)));
    expect(guarded).toHaveLength(3);
    await broker!.kill9();
    // What plays AWS keeps nothing, and goes with the broker.
    expect(
      await eventually(
        () => Promise.resolve(alive()),
        (left) => left.length === 3,
      ),
    ).toEqual(guarded);
    await start();
    expect(await requests()).toEqual([request.id]);
    expect((await lea.post(`/requests/${request.id}/cancel`)).status).toBe(200);
    const systems = await eventually(
      async () => (await lea.get('/systems')).body.items,
      ([{ guard }]) => guard?.alive,
    );
    expect(systems).toHaveLength(2);
  });

  it('SIGTERM then leaves no process behind either, whoever started it', async () => {
    expect(await broker!.stop()).toBe(0);
    await eventually(
      () => Promise.resolve(commands()),
      (left) => left.length === 0,
    );
  });
});
