import { Client } from 'pg';
import { MailServer, plain } from '../../peers/mail-server';
import type { BrokerProcess } from '../../support/broker-process';
import type { Json } from '../../support/person';
import { ask, eventually } from '../../support/postgres-client';
import { Installation } from './installation';
import type { PersonAtHand } from './person-at-hand';

jest.setTimeout(120_000);

const APPROVERS = ['hugo', 'ines'];

/** The process that sends is killed at the two moments at which something could be lost or said again. */
describe('a broker killed while it tells approvers of a request', () => {
  let site: Installation;
  let mail: MailServer;
  let broker: BrokerProcess;
  let lea: PersonAtHand;

  beforeAll(async () => {
    [site, mail] = await Promise.all([Installation.make(), MailServer.start()]);
    broker = await start();
    lea = await site.person('lea');
  });
  afterAll(async () => {
    await site?.remove();
    await mail?.stop();
  });

  const start = (): Promise<BrokerProcess> =>
    site.start({
      settings: {
        SALLYPORT_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
        SALLYPORT_MAIL_FROM: 'Sallyport <sallyport@example.org>',
      },
    });
  /** About a request for this profile. */
  const letters = (profile: string) =>
    mail.received
      .filter(({ source }) => plain(source).includes(profile))
      .map(({ to: [address], source }) => ({
        handle: APPROVERS.find((handle) => address.startsWith(handle)),
        id: /^Message-ID: (<.*>)/im.exec(source)?.[1],
      }));
  const deliveries = ({ id }: Json): Promise<{ state: string }[]> =>
    ask(
      site.databaseUrl,
      `SELECT d.state FROM notification n JOIN notification_delivery d ON d.notification_id = n.id
       WHERE n.subject_id = $1 AND n.kind = 'approval-asked'`,
      [id],
    );
  const allDelivered = (request: Json) =>
    eventually(
      () => deliveries(request),
      (all) => all.length === APPROVERS.length && all.every(({ state }) => state === 'delivered'),
      30_000,
    );
  /** What the process that is gone had claimed becomes due two minutes later; nobody waits for that here. */
  const claimsRunOut = () =>
    ask(
      site.databaseUrl,
      `UPDATE notification_delivery SET next_try_at = now() WHERE state = 'waiting';
       SELECT graphile_worker.add_job('notifications.deliver')`,
    );

  it('says again at most what the mail server had taken when it died, under the same Message-ID', async () => {
    mail.mood = 'takes in silence';
    const request = await lea.ask();
    await eventually(
      () => Promise.resolve(letters('Customer data')),
      ({ length }) => length > 0,
    );
    await broker.kill9();
    const inFlight = letters('Customer data');
    expect((await deliveries(request)).map(({ state }) => state)).toEqual(['waiting', 'waiting']);

    mail.mood = 'takes';
    broker = await start();
    await claimsRunOut();
    await allDelivered(request);
    for (const handle of APPROVERS) {
      const [own, taken] = [letters('Customer data'), inFlight].map((some) =>
        some.filter((letter) => letter.handle === handle),
      );
      expect(taken.length).toBeLessThanOrEqual(1);
      expect(own).toEqual([...taken, taken[0] ?? own[0]]);
    }
  });

  it('tells everybody once of what was recorded when it died before it read that', async () => {
    const reading = await progressLocked();
    const request = await lea.ask({ profile: 'invoice-archive-read' });
    await broker.kill9();
    await reading.end();
    expect(await deliveries(request)).toEqual([]);
    expect(letters('Invoice archive')).toEqual([]);

    broker = await start();
    await allDelivered(request);
    expect(
      letters('Invoice archive')
        .map(({ handle }) => handle)
        .sort(),
    ).toEqual(APPROVERS);
  });

  /** As if another process were reading the trail: this one leaves it to that. */
  async function progressLocked(): Promise<Client> {
    const client = new Client({ connectionString: site.databaseUrl });
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT FROM notification_progress FOR UPDATE');
    return client;
  }
});
