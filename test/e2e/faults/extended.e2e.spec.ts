import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Json } from '../../support/person';
import { eventually, logIn } from '../../support/postgres-client';
import { Installation } from './installation';

jest.setTimeout(120_000);

const FIRST = 12;
const MORE = 8;

/** A whole product and a real server in real time: nobody moves a clock. */
describe('a grant of twelve seconds that is extended by eight', () => {
  let site: Installation;

  beforeAll(async () => {
    site = await Installation.make();
    await site.start();
    await site.allowShortGrants();
  });
  afterAll(() => site?.remove());

  const cutAt = (client: Client): Promise<number> =>
    new Promise((done) => client.once('end', () => done(Date.now())));
  const lets = (credential: Json): Promise<boolean> =>
    logIn(credential).then(
      async (client) => {
        await client.end();
        return true;
      },
      () => false,
    );

  it('I5 I12 lets in after the old end, refuses after the new one, and cuts the open connection there', async () => {
    const [lea, hugo] = [await site.person('lea'), await site.person('hugo')];
    const grant = await lea.granted(hugo, { durationSeconds: FIRST });
    const credential = (await lea.claim(grant)).body;
    const oldEnd = Date.parse(credential.expiresAt);
    const newEnd = oldEnd + MORE * 1_000;
    const client = await logIn(credential);
    const cut = cutAt(client);

    const extension = await lea.post(`/grants/${grant.id}/extensions`, {
      durationSeconds: MORE,
      justification: 'A little longer, to see the real end.',
    });
    expect((await hugo.decide(extension.body)).body.state).toBe('approved');
    await eventually(
      async () => (await site.leasesOf(grant))[0].expires_at.getTime(),
      (at) => at === newEnd,
    );
    expect(Date.now()).toBeLessThan(oldEnd);

    await delay(oldEnd - Date.now() + 1_500);
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(await lets(credential)).toBe(true);

    const ended = await cut;
    expect(ended).toBeGreaterThanOrEqual(newEnd - 50);
    expect(ended - newEnd).toBeLessThan(3_000);
    expect(await lets(credential)).toBe(false);
    await eventually(
      async () => (await lea.get(`/grants/${grant.id}`)).body.state,
      (state) => state === 'ended',
    );
  });
});
