import { newId, HOUR, ManualClock, MINUTE } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Browser } from '../../../../test/support/browser-session';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { SingleSignOn } from '../../../../test/support/single-sign-on';
import { ForgetCredentials } from '../passwords/forget-credentials';
import { LinkedAccounts } from './linked-accounts';

jest.setTimeout(60_000);

interface Listed {
  readonly id: string;
  readonly provider: string;
  readonly opens: boolean;
  readonly onlyWayIn: boolean;
  readonly removeDigest: string;
}

const ISSUERS = ['https://one.example', 'https://two.example', 'https://three.example'] as const;

describe('the link to an account at an identity provider', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  let sso: SingleSignOn;
  const clock = new ManualClock();

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await IdentityApp.start({ postgres, clock });
    sso = new SingleSignOn(app);
    await sso.offer({ key: 'one', name: 'Marelle Workspace', issuer: ISSUERS[0] });
    await sso.offer({ key: 'two', name: 'Gone', issuer: ISSUERS[1], retired: true });
    await sso.offer({ key: 'three', issuer: ISSUERS[2] });
  });
  beforeEach(() => clock.advance(HOUR));
  afterAll(async () => {
    await app.stop();
    await postgres.stop();
  });

  const linked = async (secondFactor = true): Promise<{ person: Account; browser: Browser }> => {
    const person = await app.addPerson({ jobRoles: ['engineer'], secondFactor });
    await sso.link(person, ISSUERS[0]);
    const browser = await app.signedIn(person);
    clock.advance(MINUTE);
    return { person, browser };
  };
  const listed = async (browser: Browser) =>
    ((await browser.get('/linked-accounts')).body as { items: Listed[] }).items;
  const remove = (browser: Browser, id: string, headers: Record<string, string> = {}) =>
    browser.send('DELETE', `/linked-accounts/${id}`, undefined, headers);
  const stepUp = (browser: Browser, person: Account, { id, removeDigest: digest }: Listed) =>
    app.stepUp(browser, person, { action: 'identity.unlink_account', subjectId: id, digest });
  const typesOf = async (id: string) => (await app.events(id)).map(({ type }) => type);
  const forgetPassword = ({ id }: Account) =>
    app.database.query('DELETE FROM password_credential WHERE person_id = $1', [id]);

  it('is listed with the name of the provider, and says where it opens nothing', async () => {
    const { person, browser } = await linked();
    await sso.link(person, ISSUERS[1]);
    expect(await listed(browser)).toMatchObject([
      { provider: 'Marelle Workspace', opens: true, onlyWayIn: false },
      { provider: 'Gone', opens: false, onlyWayIn: false },
    ]);
    expect(await listed(await app.signedIn(await app.addPerson()))).toEqual([]);
  });

  it('is removed with a second factor over it, on record, and every other session ends', async () => {
    const { person, browser } = await linked();
    const elsewhere = await app.signedIn({ ...person, seed: undefined });
    await elsewhere.post('/session/second-factor', { code: app.code(person) });
    clock.advance(MINUTE);
    const [account] = await listed(browser);
    const bare = await remove(browser, account.id);
    expect([bare.status, bare.body.code]).toEqual([401, 'insufficient_user_authentication']);
    expect(await listed(browser)).toHaveLength(1);

    const headers = await stepUp(browser, person, account);
    expect((await remove(browser, account.id, headers)).status).toBe(204);
    expect(await listed(browser)).toEqual([]);
    expect((await elsewhere.get('/linked-accounts')).status).toBe(401);
    expect(await typesOf(person.id)).toContain('identity.account_unlinked');
    expect((await remove(browser, account.id, headers)).body.code).toBe('identity.unknown_linked_account');
  });

  it('takes no code of somebody who has no second factor', async () => {
    const { browser } = await linked(false);
    const [account] = await listed(browser);
    expect((await remove(browser, account.id)).status).toBe(204);
  });

  it('is not removed while it is the only way to sign in; an account that opens nothing is no way', async () => {
    const { person, browser } = await linked(false);
    await sso.link(person, ISSUERS[1]);
    await forgetPassword(person);
    const [account, opensNothing] = await listed(browser);
    expect([account.onlyWayIn, opensNothing.onlyWayIn]).toEqual([true, false]);
    const refused = await remove(browser, account.id);
    expect([refused.status, refused.body.code]).toEqual([409, 'identity.only_way_in']);
    expect(await listed(browser)).toHaveLength(2);
    expect(await typesOf(person.id)).not.toContain('identity.account_unlinked');
    expect((await remove(browser, opensNothing.id)).status).toBe(204);
  });

  it('is removed once, of twelve who ask at the same time', async () => {
    const { person, browser } = await linked(false);
    const [{ id }] = await listed(browser);
    const answers = await Promise.all(Array.from({ length: 12 }, () => remove(browser, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array<number>(11).fill(404)]);
    expect((await typesOf(person.id)).filter((type) => type === 'identity.account_unlinked')).toHaveLength(1);
  });

  it('stays as the last way in when two are removed at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { person, browser } = await linked(false);
      await sso.link(person, ISSUERS[2]);
      await forgetPassword(person);
      const both = await listed(browser);
      expect(both.map(({ onlyWayIn }) => onlyWayIn)).toEqual([false, false]);
      const answers = await Promise.all(both.map(({ id }) => remove(browser, id)));
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
      expect(await listed(browser)).toHaveLength(1);
    }
  });

  it('of somebody else answers as if it did not exist, and the attempt is on record', async () => {
    const { browser } = await linked();
    const [theirs] = await listed(browser);
    const other = await linked();
    const answer = await remove(other.browser, theirs.id, await stepUp(other.browser, other.person, theirs));
    const unknown = await remove(other.browser, newId());
    expect([answer.status, answer.body.code]).toEqual([404, 'identity.unknown_linked_account']);
    expect([unknown.status, unknown.body.code]).toEqual([answer.status, answer.body.code]);
    expect(await typesOf(theirs.id)).toEqual(['identity.access_refused']);
    expect(await listed(browser)).toHaveLength(1);
    expect((await remove(other.browser, 'none')).status).toBe(422);
  });

  it('goes with the credentials when a name belongs to somebody new', async () => {
    const { person } = await linked();
    const uow = app.get(UnitOfWork);
    await uow.run(systemActor('test'), (tx) => app.get(ForgetCredentials).of(tx, person.id));
    expect(await app.get(LinkedAccounts).canSignIn(uow.reader, person.id)).toBe(false);
    expect(await app.get(LinkedAccounts).of(uow.reader, person.id)).toEqual([]);
  });
});
